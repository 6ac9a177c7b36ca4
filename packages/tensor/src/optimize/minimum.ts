/** Where a minimiser stopped, and why. */
export type Minimum = {
  /** The best point that was found. */
  readonly x: Float64Array;
  readonly value: number;
  /** The largest entry of the gradient at x, in size. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /**
   * - `gradient`: the gradient is small enough.
   * - `value`: the value no longer falls.
   * - `lineSearch`: no lower point was found along the last direction; rounding, as a rule.
   * - `iterations`: the limit was reached.
   * - `stopValue`: the value is low enough.
   */
  readonly stopReason: "gradient" | "value" | "lineSearch" | "iterations" | "stopValue";
};

/** The largest entry in size, 0 for none. */
export function largestEntry(values: Float64Array): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** The inner product of two arrays of the same length. */
export function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
