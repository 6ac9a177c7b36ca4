import { inner, largestEntry, type Minimum } from "./minimum.ts";
import { type LinePoint, wolfeSearch } from "./wolfe-search.ts";

/** A smooth function: returns its value at x and writes its gradient there, both arrays of one length. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** How long `lbfgs` goes on. */
export type LbfgsOptions = {
  /** Stops where no entry of the gradient is larger, default 1e-8. */
  readonly gradientTolerance?: number;
  /** Stops where ten iterations together lower the value by no more than this share of it, default 1e-12. */
  readonly valueTolerance?: number;
  /** Stops where the value is no larger than this, which is enough; default -Infinity. */
  readonly stopValue?: number;
  /** Default 1000. */
  readonly maxIterations?: number;
  /** How many steps the estimate of the curvature remembers, default 20. */
  readonly memory?: number;
};

const PATIENCE = 10;

/**
 * Minimises a smooth function by the limited-memory BFGS method with a strong Wolfe line search.
 *
 *   x <- x - s H g,   H from the last differences (dx, dg) by the two-loop recursion,   H_0 = (dx·dg / dg·dg) I
 *
 * @param objective Where it returns no finite number, the line search turns back.
 * @param start Where to begin, not modified; the objective must be finite there.
 * @returns A local minimum, as a rule.
 * @throws RangeError if the objective or its gradient is not finite at the start.
 * @example
 * const { x, stopReason } = lbfgs((x, gradient) => {
 *   gradient[0] = 2 * (x[0]! - 3);
 *   return (x[0]! - 3) ** 2;
 * }, Float64Array.of(0));
 * x; // ≈ [3.00000]
 * stopReason; // => "gradient"
 * @see Liu & Nocedal 1989, "On the limited memory BFGS method for large scale optimization"
 */
export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): Minimum {
  const { gradientTolerance = 1e-8, valueTolerance = 1e-12, stopValue = -Infinity } = options;
  const { maxIterations = 1000, memory = 20 } = options;
  let gradient: Float64Array = new Float64Array(start.length);
  let x: Float64Array = start.slice();
  let value = objective(x, gradient);
  if (!Number.isFinite(value) || !gradient.every(Number.isFinite)) {
    throw new RangeError(`lbfgs: the objective must be finite at the start, got ${value}`);
  }
  const steps: { readonly dx: Float64Array; readonly dg: Float64Array; readonly curvature: number }[] = [];
  const values = [value];
  const stop = (stopReason: Minimum["stopReason"], iterations: number): Minimum => {
    return { x, value, gradientNorm: largestEntry(gradient), iterations, stopReason };
  };

  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largestEntry(gradient) <= gradientTolerance) return stop("gradient", iteration);
    if (value <= stopValue) return stop("stopValue", iteration);
    const before = values.at(-1 - PATIENCE);
    if (before !== undefined && before - value <= valueTolerance * Math.abs(value)) return stop("value", iteration);

    const point = { step: 0, x, value, gradient };
    let direction = quasiNewton(gradient, steps);
    let slope = inner(gradient, direction);
    if (!(slope < 0)) {
      steps.length = 0;
      direction = quasiNewton(gradient, steps);
      slope = inner(gradient, direction);
    }
    const firstStep = steps.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(-slope));
    let next: LinePoint | null = wolfeSearch(objective, { ...point, slope }, direction, firstStep);
    if (next === null && steps.length > 0) {
      steps.length = 0; // once more, straight downhill
      direction = quasiNewton(gradient, steps);
      slope = inner(gradient, direction);
      next = wolfeSearch(objective, { ...point, slope }, direction, Math.min(1, 1 / Math.sqrt(-slope)));
    }
    if (next === null) return stop("lineSearch", iteration);

    const reached = next;
    const dx = reached.x.map((entry, i) => entry - x[i]!);
    const dg = reached.gradient.map((entry, i) => entry - gradient[i]!);
    const curvature = inner(dx, dg);
    if (curvature > Number.EPSILON * inner(dg, dg)) {
      steps.push({ dx, dg, curvature });
      if (steps.length > memory) steps.shift();
    }
    ({ x, value, gradient } = reached);
    values.push(value);
  }
  return stop(largestEntry(gradient) <= gradientTolerance ? "gradient" : "iterations", maxIterations);
}

/** -H g by the two-loop recursion. */
function quasiNewton(
  gradient: Float64Array,
  steps: readonly { readonly dx: Float64Array; readonly dg: Float64Array; readonly curvature: number }[],
): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const shares = new Float64Array(steps.length);
  for (let k = steps.length - 1; k >= 0; k--) {
    const { dx, dg, curvature } = steps[k]!;
    const share = inner(dx, direction) / curvature;
    shares[k] = share;
    for (let i = 0; i < direction.length; i++) direction[i]! -= share * dg[i]!;
  }
  const last = steps.at(-1);
  if (last) {
    const scale = last.curvature / inner(last.dg, last.dg);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  steps.forEach(({ dx, dg, curvature }, k) => {
    const back = shares[k]! - inner(dg, direction) / curvature;
    for (let i = 0; i < direction.length; i++) direction[i]! += back * dx[i]!;
  });
  return direction;
}
