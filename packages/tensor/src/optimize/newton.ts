import { choleskyFactor, solveFactored } from "../linalg/cholesky-factor.ts";
import { symmetricEigen } from "../linalg/symmetric-eigen.ts";
import { inner, largestEntry, type Minimum } from "./minimum.ts";

/**
 * A twice differentiable function: returns its value at x and writes its gradient, shape [n], and its Hessian, shape
 * [n, n], there.
 */
export type HessianObjective = (x: Float64Array, gradient: Float64Array, hessian: Float64Array) => number;

/** How long `newton` goes on. */
export type NewtonOptions = {
  /** Stops where half the squared Newton decrement, an estimate of what is left to gain, is no larger. Default 1e-14. */
  readonly decrementTolerance?: number;
  /** Default 100. */
  readonly maxIterations?: number;
};

/** A minimum and what speaks for its being the global one. */
export type NewtonMinimum = Minimum & {
  /** g H^-1 g / 2: what a quadratic function with this gradient and Hessian would still lose. */
  readonly decrement: number;
  /** The Newton step from x, -H^-1 g, shape [n]. */
  readonly step: Float64Array;
  /** Of the Hessian at x. A convex function has none below 0 (but for rounding) anywhere. */
  readonly smallestEigenvalue: number;
};

/** Added to the diagonal, as a share of its largest entry, so that directions without curvature do no harm. */
const LEAST_DAMPING = 1e-15;
/** Of an indefinite Hessian, as a share of its largest eigenvalue. */
const LEAST_CURVATURE = 1e-8;
const SUFFICIENT_DECREASE = 1e-4;
const ROUNDING = 1e-15;

/**
 * Minimises a function by Newton's method, with steps halved until the value falls enough; where the Hessian is not positive
 * definite its eigenvalues are taken in size. For a convex function that attains its minimum, that is its global minimum.
 *
 *   H p = -g,   x <- x + 2^-j p
 *
 * @param start Where to begin, not modified.
 * @throws RangeError if the objective or a derivative is not finite at the start.
 * @example
 * const { x, smallestEigenvalue } = newton((x, gradient, hessian) => {
 *   gradient[0] = Math.exp(x[0]!) - 2;
 *   hessian[0] = Math.exp(x[0]!);
 *   return Math.exp(x[0]!) - 2 * x[0]!;
 * }, Float64Array.of(0));
 * x; // ≈ [0.69314718056]
 * smallestEigenvalue; // ≈ 2.0000000
 * @see Nocedal & Wright 2006, "Numerical optimization", algorithm 3.2
 */
export function newton(objective: HessianObjective, start: Float64Array, options: NewtonOptions = {}): NewtonMinimum {
  const { decrementTolerance = 1e-14, maxIterations = 100 } = options;
  const n = start.length;
  let at = evaluate(objective, start.slice());
  if (!isFinite(at)) throw new RangeError(`newton: the objective must be finite at the start, got ${at.value}`);
  for (let iterations = 0; ; iterations++) {
    const step = newtonStep(at);
    const slope = inner(at.gradient, step);
    const stop = (stopReason: Minimum["stopReason"]): NewtonMinimum => ({
      x: at.x,
      value: at.value,
      gradientNorm: largestEntry(at.gradient),
      iterations,
      stopReason,
      decrement: -slope / 2,
      step,
      smallestEigenvalue: n === 0 ? Infinity : symmetricEigen({ shape: [n, n], data: at.hessian }).values[0]!,
    });
    if (-slope / 2 <= decrementTolerance) return stop("gradient");
    if (iterations === maxIterations) return stop("iterations");
    const next = backtrack(objective, at, step, slope);
    if (next === null) return stop("lineSearch");
    at = next;
  }
}

type Point = {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
};

function evaluate(objective: HessianObjective, x: Float64Array): Point {
  const gradient = new Float64Array(x.length);
  const hessian = new Float64Array(x.length ** 2);
  return { x, value: objective(x, gradient, hessian), gradient, hessian };
}

function isFinite({ value, gradient, hessian }: Point): boolean {
  return Number.isFinite(value) && gradient.every(Number.isFinite) && hessian.every(Number.isFinite);
}

/** The Newton step; where the Hessian is not positive definite, that of the matrix with its eigenvalues turned positive. */
function newtonStep({ gradient, hessian }: Point): Float64Array {
  const n = gradient.length;
  const downhill = gradient.map((entry) => -entry);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(hessian[i * n + i]!));
  if (largest === 0) return downhill;
  const damped = hessian.slice();
  for (let i = 0; i < n; i++) damped[i * n + i]! += LEAST_DAMPING * largest;
  const factor = choleskyFactor(damped, n);
  if (!("pivot" in factor)) return solveFactored(factor, n, downhill, 1);

  const { values, vectors } = symmetricEigen({ shape: [n, n], data: hessian });
  const step = new Float64Array(n);
  values.forEach((value, k) => {
    const vector = vectors.data.subarray(k * n, (k + 1) * n);
    const along = inner(vector, downhill) / Math.max(Math.abs(value), LEAST_CURVATURE * largestEntry(values));
    for (let i = 0; i < n; i++) step[i]! += along * vector[i]!;
  });
  return step;
}

/** The first of the steps 1, 1/2, 1/4, … that lowers the value enough, or null. */
function backtrack(objective: HessianObjective, from: Point, step: Float64Array, slope: number): Point | null {
  for (let scale = 1; scale > 1e-12; scale /= 2) {
    const point = evaluate(objective, from.x.map((value, i) => value + scale * step[i]!)); // prettier-ignore
    if (!isFinite(point)) continue;
    const slack = ROUNDING * Math.abs(from.value);
    if (point.value < from.value && point.value <= from.value + SUFFICIENT_DECREASE * scale * slope + slack)
      return point;
  }
  return null;
}
