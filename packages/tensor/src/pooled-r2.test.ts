import { describe, expect, it } from "vitest";
import { pooledR2, r2ByTarget, rootMeanSquareError } from "./index.ts";
import { createRandom } from "./random/index.ts";

const random = createRandom(1);
const weights = Float64Array.from({ length: 40 }, () => random.uniform());
const targets = { shape: [40, 2], data: Float64Array.from({ length: 80 }, () => random.normal()) };
const total = weights.reduce((sum, w) => sum + w, 0);
const means = [0, 1].map((c) => weights.reduce((sum, w, row) => sum + w * targets.data[row * 2 + c]!, 0) / total);
const constant = { shape: [40, 2], data: targets.data.map((_, i) => means[i % 2]!) };

describe("pooledR2(targets, predictions, weights)", () => {
  it("is 1 for the targets themselves and 0 for their weighted mean", () => {
    expect(pooledR2(targets, targets, weights)).toBe(1);
    expect(pooledR2(targets, constant, weights)).toBeCloseTo(0, 12);
  });

  it("is the mean of the columns' R2 weighted by their variances", () => {
    const predictions = { ...targets, data: targets.data.map((value, i) => value * (i % 2 ? 0.5 : 0.9)) };
    const variances = [0, 1].map((c) =>
      weights.reduce((sum, w, row) => sum + w * (targets.data[row * 2 + c]! - means[c]!) ** 2, 0),
    );
    const [a, b] = r2ByTarget(targets, predictions, weights) as [number, number];
    const pooled = (a * variances[0]! + b * variances[1]!) / (variances[0]! + variances[1]!);
    expect(pooledR2(targets, predictions, weights)).toBeCloseTo(pooled, 12);
  });

  it("does not depend on the scale of the weights", () => {
    const scaled = weights.map((w) => 1000 * w);
    expect(pooledR2(targets, constant, scaled)).toBeCloseTo(pooledR2(targets, constant, weights)!, 12);
  });

  it("does not exist for targets that vary by rounding only", () => {
    const flat = { shape: [2, 1], data: Float64Array.of(0.3, 0.1 + 0.2) };
    expect(pooledR2(flat, flat, Float64Array.of(1, 1))).toBeNull();
  });

  it("names shapes and weights that do not fit", () => {
    expect(() => pooledR2(targets, { ...targets, shape: [20, 4] }, weights)).toThrow(
      new RangeError("pooledR2: targets and predictions must have one shape [row, column], got [40, 2] and [20, 4]"),
    );
    expect(() => pooledR2(targets, targets, new Float64Array(40))).toThrow(
      new RangeError("pooledR2: weights must be 40 numbers with a positive sum, got 40 with 0"),
    );
  });
});

describe("rootMeanSquareError(targets, predictions, weights)", () => {
  it("of the mean is the standard deviation of the rows", () => {
    const square = weights.reduce(
      (sum, w, row) =>
        sum + w * ((targets.data[row * 2]! - means[0]!) ** 2 + (targets.data[row * 2 + 1]! - means[1]!) ** 2),
      0,
    );
    expect(rootMeanSquareError(targets, constant, weights)).toBeCloseTo(Math.sqrt(square / total), 12);
  });
});
