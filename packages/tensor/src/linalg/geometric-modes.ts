import { EigenvalueDecomposition } from "ml-matrix";
import type { Tensor } from "../tensor.ts";
import { complexPower } from "./complex-power.ts";
import type { Complex } from "./eigenvalues.ts";
import { matmul } from "./matmul.ts";
import { fromMlMatrix, toMlMatrix } from "./ml-matrix.ts";
import { pseudoInverse } from "./pseudo-inverse.ts";
import { reachableSubspace } from "./reachable-subspace.ts";
import { transpose } from "./transpose.ts";

/** One term of `geometricModes`: the sequence Re(pole^d · (real + i · imaginary)), d = 0, 1, … */
export type GeometricMode = {
  /** A complex pole stands for its conjugate too: it is the one with a positive imaginary part. */
  readonly pole: Complex;
  /** Shape [m, n]. */
  readonly real: Tensor;
  /** Shape [m, n]; zeros for a real pole. */
  readonly imaginary: Tensor;
};

/** Poles that differ by less than this share of the largest count as one: rounding splits a double pole by about 1e-8. */
const SAME_POLE = 1e-7;

/** How far the sum may be from the powers, as a share of the largest entry of V; smaller modes are rounding. */
const TOLERANCE = 1e-13;

/**
 * Writes the products of V with the powers of a matrix as a sum of geometric sequences, one for each distinct
 * eigenvalue of A on the subspace that V reaches (a conjugate pair counts as one).
 *
 *   V A^d = sum_j Re(pole_j^d U_j)
 *   B A B' = X D X^-1  with B the reachable subspace,   U_j = (V B' X)[:, j] (X^-1 B)[j, :]
 *
 * @param V Shape [m, n].
 * @param A Shape [n, n].
 * @returns The modes, the largest |pole| first; null if no such sum equals the powers (checked up to the 2n-th): A is
 *   not diagonalisable where V reaches, or too nearly so.
 * @throws RangeError if the shapes do not fit or an entry is not finite.
 * @example
 * const A = createTensor(Float64Array.of(0.5, 1, 0, 0.25), [2, 2]);
 * const modes = geometricModes(createTensor(Float64Array.of(1, 0), [1, 2]), A);
 * modes?.map(({ real }) => Array.from(real.data)); // ≈ [[1.00, 4.00], [0.00, -4.00]]
 */
export function geometricModes(V: Tensor, A: Tensor): GeometricMode[] | null {
  const B = reachableSubspace(V, A);
  if (B.shape[0] === 0) return [];
  const { poles, X } = realEigen(matmul(matmul(B, A), transpose(B)));
  const left = transpose(matmul(matmul(V, transpose(B)), X)); // row j: column j of V B' X
  const right = matmul(pseudoInverse(X), B);
  const same = SAME_POLE * Math.max(...poles.map(modulus));
  const modes = new Map<Complex, { real: Tensor; imaginary: Tensor }>();
  poles.forEach((pole, j) => {
    if (pole[1] < -same) return; // its conjugate, just before, stands for both
    const known = [...modes.keys()].find((other) => modulus([other[0] - pole[0], other[1] - pole[1]]) <= same);
    const mode = modes.get(known ?? pole) ?? { real: zeros(V.shape), imaginary: zeros(V.shape) };
    modes.set(known ?? (pole[1] > same ? pole : [pole[0], 0]), mode);
    addOuter(mode.real, left, j, right, j, 1);
    if (pole[1] <= same) return;
    // X holds Re and -Im of a pair's eigenvectors in columns j and j + 1
    addOuter(mode.real, left, j + 1, right, j + 1, 1);
    addOuter(mode.imaginary, left, j + 1, right, j, 1);
    addOuter(mode.imaginary, left, j, right, j + 1, -1);
  });
  const tolerance = TOLERANCE * largest(V);
  const result = Array.from(modes, ([pole, mode]): GeometricMode => ({ pole, ...mode }))
    .filter(({ real, imaginary }) => Math.max(largest(real), largest(imaginary)) > tolerance)
    .sort((a, b) => modulus(b.pole) - modulus(a.pole));
  return equalsPowers(result, V, A, tolerance) ? result : null;
}

/** A X = X D with real X; D has 1 x 1 blocks for real eigenvalues and [[re, im], [-im, re]], im > 0, for pairs. */
function realEigen(A: Tensor): { poles: Complex[]; X: Tensor } {
  const { realEigenvalues, imaginaryEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMlMatrix(A));
  return {
    poles: realEigenvalues.map((re, j): Complex => [re, imaginaryEigenvalues[j]!]),
    X: fromMlMatrix(eigenvectorMatrix),
  };
}

/** sum += sign · left[i, :]' right[j, :] */
function addOuter(sum: Tensor, left: Tensor, i: number, right: Tensor, j: number, sign: 1 | -1): void {
  const [m, n] = sum.shape as [number, number];
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      sum.data[row * n + column]! += sign * left.data[i * m + row]! * right.data[j * n + column]!;
    }
  }
}

function equalsPowers(modes: readonly GeometricMode[], V: Tensor, A: Tensor, tolerance: number): boolean {
  let power = V;
  for (let d = 0; d <= 2 * A.shape[0]!; d++) {
    const sum = new Float64Array(V.data.length);
    for (const { pole, real, imaginary } of modes) {
      const [re, im] = complexPower(pole, d);
      for (let i = 0; i < sum.length; i++) sum[i]! += re * real.data[i]! - im * imaginary.data[i]!;
    }
    if (!power.data.every((entry, i) => Math.abs(entry - sum[i]!) <= tolerance)) return false;
    power = matmul(power, A);
  }
  return true;
}

function zeros(shape: readonly number[]): Tensor {
  return { shape, data: new Float64Array(shape[0]! * shape[1]!) };
}

function largest({ data }: Tensor): number {
  return data.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
}

function modulus([re, im]: Complex): number {
  return Math.hypot(re, im);
}
