import type { Tensor } from "@beliefscope/tensor";
import {
  type Complex,
  complexPower,
  eigenvalues,
  type GeometricMode,
  matmul,
  pseudoInverse,
  solve,
  symmetricEigen,
  transpose,
} from "@beliefscope/tensor/linalg";

/** A kernel as a sum of geometric sequences. */
export type PoleFit = {
  /** As many as asked for, the largest modulus first; those of a conjugate pair one after the other. */
  readonly poles: readonly Complex[];
  /** One for each real pole and each conjugate pair, with inputs of shape [token, output]. */
  readonly modes: readonly GeometricMode[];
  /** |kernel - fit| / |kernel| in root mean square: 0 if nothing is lost, 1 if everything is. */
  readonly residual: number;
};

const MAX_STEPS = 100;

/**
 * Fits poles to a kernel: the sum of geometric sequences nearest to it in mean square, with real, negative and complex
 * poles, shared by all tokens and outputs.
 *
 *   kernel[lag] ≈ sum_j Re(pole_j^lag U_j)
 *
 * The matrix pencil gives a first guess: lag d + 1 is lag d moved on, on the space of the leading singular vectors of all
 * stretches of the kernel. Gauss-Newton steps then minimise the error over the coefficients a of the recurrence
 * u_d = a_1 u_{d-1} + … + a_n u_{d-n}, for which the best U are always the solution of a linear least-squares problem.
 *
 * @param kernel Shape [lag, token, output].
 * @param options.order The number of poles, at most half the number of lags.
 * @returns The fit; a local minimum, as a rule the global one.
 * @throws RangeError if the shape is wrong, a value is not finite, or the order is out of range.
 * @example
 * const kernel = createTensor(Float64Array.of(2, 0.3, 0.89, 0.387, 0.4721, 0.29643), [6, 1, 1]); // 0.8^d + (-0.5)^d
 * fitPoles(kernel, { order: 2 }).poles; // ≈ [[0.80000, 0], [-0.50000, 0]]
 * fitPoles(kernel, { order: 1 }).residual; // ≈ 0.381
 * @see Hua & Sarkar 1990, "Matrix pencil method for estimating parameters of exponentially damped/undamped sinusoids"
 */
export function fitPoles(kernel: Tensor, { order }: { readonly order: number }): PoleFit {
  const [lags, tokens, outputs] = kernel.shape as [number, number, number];
  if (kernel.shape.length !== 3 || !kernel.data.every(Number.isFinite)) {
    throw new RangeError(
      `fitPoles: kernel must be finite, of shape [lag, token, output], got [${kernel.shape.join(", ")}]`,
    );
  }
  if (!Number.isInteger(order) || order < 1 || 2 * order > lags) {
    throw new RangeError(`fitPoles: order must be an integer from 1 to ${Math.floor(lags / 2)}, got ${order}`);
  }
  const K: Tensor = { shape: [lags, tokens * outputs], data: kernel.data };
  const norm = Math.sqrt(sumOfSquares(kernel.data));
  if (norm === 0) return { poles: Array.from({ length: order }, () => [0, 0]), modes: [], residual: 0 };

  const coefficients = refine(K, matrixPencil(K, order));
  const poles = rootsOf(coefficients);
  const { modes, fitted } = modesOf(K, poles, tokens, outputs);
  return { poles, modes, residual: Math.sqrt(sumOfSquares(minus(K, fitted).data)) / norm };
}

/** The coefficients of the recurrence whose poles the matrix pencil finds. */
function matrixPencil(K: Tensor, order: number): Float64Array {
  const [lags, channels] = K.shape as [number, number];
  const window = Math.ceil(lags / 2) + 1; // order + 1 at least
  const gram = new Float64Array(window * window); // of all stretches of this length, in all channels
  for (let start = 0; start + window <= lags; start++) {
    for (let i = 0; i < window; i++) {
      for (let j = 0; j < window; j++) {
        for (let c = 0; c < channels; c++) {
          gram[i * window + j]! += K.data[(start + i) * channels + c]! * K.data[(start + j) * channels + c]!;
        }
      }
    }
  }
  const { vectors } = symmetricEigen({ shape: [window, window], data: gram });
  const leading = transpose({ shape: [order, window], data: vectors.data.slice((window - order) * window) });
  const before = { shape: [window - 1, order], data: leading.data.slice(0, (window - 1) * order) };
  const after = { shape: [window - 1, order], data: leading.data.slice(order) };
  return polynomialOf(eigenvalues(matmul(pseudoInverse(before), after)));
}

/** Levenberg-Marquardt on the coefficients, with the amplitudes projected out (Kaufman's form of the Jacobian). */
function refine(K: Tensor, start: Float64Array): Float64Array {
  const order = start.length;
  let at = project(K, start);
  let damping = 1e-6;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { coefficients, basis, inverse, amplitudes, error, squares } = at;
    const twice = convolve(at.response, at.response); // d u / d a_i is u * u, shifted by i + 1
    const jacobian = Array.from(coefficients, (_, i) => {
      const derivative = matmul(shifts(twice, order, i + 1), amplitudes);
      return minus(matmul(basis, matmul(inverse, derivative)), derivative).data; // -(I - B B^+) dB
    });
    const gram = Float64Array.from({ length: order * order }, (_, k) =>
      inner(jacobian[Math.floor(k / order)]!, jacobian[k % order]!),
    );
    const gradient = Float64Array.from(jacobian, (column) => -inner(column, error.data));
    const scale = Math.max(...gram.map(Math.abs));
    if (scale === 0 || Math.max(...gradient.map(Math.abs)) <= 1e-15 * Math.sqrt(scale * squares)) break;
    let improved = false;
    while (!improved && damping < 1e8) {
      const damped = gram.map((entry, k) => entry + (k % (order + 1) === 0 ? damping * scale : 0));
      const move = solve({ shape: [order, order], data: damped }, { shape: [order, 1], data: gradient }).data;
      const next = project(K, coefficients.map((a, i) => a + move[i]!)); // prettier-ignore
      improved = next.squares < squares;
      damping = improved ? Math.max(damping / 10, 1e-12) : damping * 10;
      if (improved) at = next;
    }
    if (!improved || squares - at.squares <= 1e-15 * squares) break;
  }
  return at.coefficients;
}

/** The best fit with given coefficients. */
function project(K: Tensor, coefficients: Float64Array) {
  const lags = K.shape[0]!;
  const response = impulseResponse(coefficients, lags);
  const basis = shifts(response, coefficients.length, 0);
  const inverse = pseudoInverse(basis);
  const amplitudes = matmul(inverse, K);
  const error = minus(K, matmul(basis, amplitudes));
  return { coefficients, response, basis, inverse, amplitudes, error, squares: sumOfSquares(error.data) };
}

/** u_0 = 1, u_d = sum_i a_i u_{d-i} */
function impulseResponse(coefficients: Float64Array, lags: number): Float64Array {
  const u = new Float64Array(lags);
  for (let d = 0; d < lags; d++) {
    u[d] = d === 0 ? 1 : 0;
    coefficients.forEach((a, i) => (u[d]! += i < d ? a * u[d - 1 - i]! : 0));
  }
  return u;
}

/** Columns u_{d - first - j}, j = 0, …, count - 1, shape [lag, count]. */
function shifts(u: Float64Array, count: number, first: number): Tensor {
  const data = Float64Array.from({ length: u.length * count }, (_, k) => {
    const d = Math.floor(k / count) - first - (k % count);
    return d >= 0 ? u[d]! : 0;
  });
  return { shape: [u.length, count], data };
}

function convolve(u: Float64Array, v: Float64Array): Float64Array {
  return u.map((_, d) => {
    let sum = 0;
    for (let i = 0; i <= d; i++) sum += u[i]! * v[d - i]!;
    return sum;
  });
}

/** The amplitudes of given poles that fit best in mean square. */
function modesOf(
  K: Tensor,
  poles: readonly Complex[],
  tokens: number,
  outputs: number,
): { modes: GeometricMode[]; fitted: Tensor } {
  const lags = K.shape[0]!;
  const kept = poles.filter(([, im]) => im >= 0); // a pair is one mode
  const columns = kept.flatMap((pole) => {
    const powers = Array.from({ length: lags }, (_, d) => complexPower(pole, d));
    const real = powers.map(([re]) => re);
    return pole[1] === 0 ? [real] : [real, powers.map(([, im]) => -im)];
  });
  const basis = transpose({ shape: [columns.length, lags], data: Float64Array.from(columns.flat()) });
  const amplitudes = matmul(pseudoInverse(basis), K);
  let row = 0;
  const next = (): Tensor => {
    const size = tokens * outputs;
    return { shape: [tokens, outputs], data: amplitudes.data.slice(row * size, ++row * size) };
  };
  const modes = kept.map((pole): GeometricMode => {
    const real = next();
    return { pole, real, imaginary: pole[1] === 0 ? { shape: real.shape, data: real.data.map(() => 0) } : next() };
  });
  return { modes, fitted: matmul(basis, amplitudes) };
}

/** The coefficients a of z^n = a_1 z^{n-1} + … + a_n with these roots, conjugate pairs complete. */
function polynomialOf(roots: readonly Complex[]): Float64Array {
  let polynomial: Complex[] = [[1, 0]];
  for (const [re, im] of roots) {
    polynomial = [...polynomial, [0, 0] as const].map(([x, y], i): Complex => {
      const [px, py] = polynomial[i - 1] ?? [0, 0];
      return [x - re * px + im * py, y - re * py - im * px];
    });
  }
  return Float64Array.from(polynomial.slice(1), ([re]) => -re);
}

function rootsOf(coefficients: Float64Array): Complex[] {
  const n = coefficients.length;
  const companion = new Float64Array(n * n);
  companion.set(coefficients);
  for (let i = 1; i < n; i++) companion[i * n + i - 1] = 1;
  return eigenvalues({ shape: [n, n], data: companion });
}

function minus(A: Tensor, B: Tensor): Tensor {
  return { shape: A.shape, data: A.data.map((entry, i) => entry - B.data[i]!) };
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function sumOfSquares(values: Float64Array): number {
  return inner(values, values);
}
