import { expect } from "vitest";

/** How far numbers may be apart: |actual - expected| <= atol + rtol |expected|; both default to 0. */
export type Tolerance = { readonly atol?: number; readonly rtol?: number };

type Numbers = ArrayLike<number> | readonly Numbers[];

declare module "vitest" {
  interface Matchers<T> {
    /** Every number, at whatever depth, is close to its counterpart, and the shapes agree. */
    toBeCloseToArray(expected: Numbers, tolerance: Tolerance): T;
  }
}

expect.extend({
  toBeCloseToArray(actual: unknown, expected: Numbers, tolerance: Tolerance) {
    const problem = firstDifference(actual, expected, tolerance, "");
    return {
      pass: problem === null,
      message: () => problem ?? "expected the arrays not to be close",
      actual,
      expected,
    };
  },
});

/** The first place where the two differ, in words, or null. */
function firstDifference(actual: unknown, expected: unknown, tolerance: Tolerance, place: string): string | null {
  if (typeof expected === "number") {
    if (typeof actual !== "number") return `expected a number at ${place}, got ${String(actual)}`;
    const { atol = 0, rtol = 0 } = tolerance;
    const difference = Math.abs(actual - expected);
    const close = actual === expected || difference <= atol + rtol * Math.abs(expected);
    return close ? null : `expected ${expected} at ${place}, got ${actual} (off by ${difference})`;
  }
  const actuals = listOf(actual);
  const expecteds = listOf(expected);
  if (actuals === null || expecteds === null) return `expected arrays at ${place || "the top"}, got ${String(actual)}`;
  if (actuals.length !== expecteds.length) {
    return `expected ${expecteds.length} entries at ${place || "the top"}, got ${actuals.length}`;
  }
  for (const [i, entry] of expecteds.entries()) {
    const problem = firstDifference(actuals[i], entry, tolerance, `${place}[${i}]`);
    if (problem !== null) return problem;
  }
  return null;
}

function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>);
  return null;
}
