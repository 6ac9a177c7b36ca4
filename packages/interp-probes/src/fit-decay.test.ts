import "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitDecay } from "./fit-decay.ts";

/** Rows of lags 0 … t, t = 0 … count - 1. */
function rows(count: number, entry: (row: number, lag: number) => number): Float64Array[] {
  return Array.from({ length: count }, (_, t) => Float64Array.from({ length: t + 1 }, (_, d) => entry(t, d)));
}

/** What a fit leaves of a kernel, by least squares of each row's scale. */
function errorOf(kernel: readonly Float64Array[], pole: number, from: number, to: number): number {
  return kernel
    .map((row) => Array.from(row).slice(from, to + 1))
    .filter((row) => row.length > 1)
    .reduce((sum, row) => {
      const powers = row.map((_, i) => pole ** i);
      const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, value, i) => s + value * b[i]!, 0);
      return sum + dot(row, row) - dot(row, powers) ** 2 / dot(powers, powers);
    }, 0);
}

/** A kernel that is no exact power: 0.6^d with a ripple. */
const rippled = rows(8, (t, d) => (1 + t / 3) * 0.6 ** d + 0.02 * Math.sin(5 * t + 3 * d));

describe("fitDecay(kernel, {lags})", () => {
  it("finds the pole of rows that are powers of it, each times a scale of its own", () => {
    const poles = fc.oneof(
      fc.double({ min: -1.8, max: -0.1, noNaN: true }),
      fc.double({ min: 0.05, max: 1.8, noNaN: true }),
    );
    fc.assert(
      fc.property(
        poles,
        fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: 4, maxLength: 9 }),
        (pole, scales) => {
          const { pole: found, r2, se } = fitDecay(rows(scales.length, (t, d) => scales[t]! * pole ** d))!;
          expect(found).toBeCloseTo(pole, 9);
          expect(r2).toBeCloseTo(1, 12);
          expect(se).toBeLessThan(1e-9);
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  it("sees through softmax, whose rows differ in what they are divided by, where a fit to their mean does not", () => {
    const normalised = rows(6, (t, d) => 0.6 ** d / rows(t + 1, (_, e) => 0.6 ** e)[t]!.reduce((a, b) => a + b));
    expect(fitDecay(normalised)!.pole).toBeCloseTo(0.6, 10);
    const mean = Float64Array.from({ length: 6 }, (_, d) => {
      const seen = normalised.filter((row) => d < row.length);
      return seen.reduce((sum, row) => sum + row[d]!, 0) / seen.length;
    });
    expect(Math.abs(fitDecay([mean])!.pole - 0.6)).toBeGreaterThan(0.01);
  });

  it.each([
    [0, 7],
    [1, 7],
    [1, 4],
    [2, 3],
  ])("is the least of squared errors in the window from %i to %i", (from, to) => {
    const lags = [from, to] as const;
    const { pole, r2, lags: window } = fitDecay(rippled, { lags })!;
    const least = errorOf(rippled, pole, ...lags);
    for (let other = -3; other <= 3; other += 0.003) {
      expect(errorOf(rippled, other, ...lags)).toBeGreaterThanOrEqual(least - 1e-12);
    }
    expect(window).toEqual(lags);
    expect(r2).toBeGreaterThan(0.9);
  });

  it("has the jackknife's standard error: from the fits with each row left out", () => {
    const lags = [1, 7] as const;
    const { se, pole, interval, numRows } = fitDecay(rippled, { lags })!;
    const fitted = rippled.slice(2); // rows with two lags from 1 on
    expect(numRows).toBe(fitted.length);
    const without = fitted.map(
      (left) =>
        fitDecay(
          rippled.filter((row) => row !== left),
          { lags: left.length === 8 ? [1, 6] : lags },
        )!.pole,
    );
    const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
    const n = without.length;
    expect(se).toBeCloseTo(Math.sqrt(((n - 1) / n) * without.reduce((sum, p) => sum + (p - mean) ** 2, 0)), 9);
    expect(interval).toBeCloseToArray([pole - 2 * se!, pole + 2 * se!], { atol: 1e-15 });
  });

  it("has no standard error of one row, and no fit where there is nothing to fit", () => {
    expect(fitDecay([Float64Array.of(1, 0.5, 0.25)])).toMatchObject({ se: null, interval: null, numRows: 1 });
    expect(fitDecay([Float64Array.of(1), Float64Array.of(1, 0.5)], { lags: [1, 1] })).toBeNull();
    expect(fitDecay(rows(4, () => 0))).toBeNull();
  });

  it("throws a RangeError for a window out of range or a kernel that is not finite", () => {
    expect(() => fitDecay(rippled, { lags: [1, 8] })).toThrow(
      "fitDecay: lags must be a window within 0 … 7, got 1 … 8",
    );
    expect(() => fitDecay(rippled, { lags: [3, 2] })).toThrow(RangeError);
    expect(() => fitDecay([Float64Array.of(1, NaN)])).toThrow("fitDecay: kernel must be finite, got NaN");
    expect(() => fitDecay([])).toThrow(RangeError);
  });
});
