import { pooledR2, r2ByTarget, rootMeanSquareError } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { applyProbe } from "./linear-probe.ts";
import { crossValidatedProbe as validate, foldMoments, heldOutPredictions } from "./cross-validated-probe.ts";

const rows = 30;
const random = createRandom(1);
const x = Float64Array.from({ length: rows }, () => random.normal());
const y = x.map((value) => 1 + 2 * value + 0.3 * random.normal());
const weights = new Float64Array(rows).fill(1 / rows);
const features = { shape: [rows, 1], data: x };
const targets = { shape: [rows, 1], data: y };
type Data = Parameters<typeof foldMoments>[0];
const crossValidatedProbe = (data: Data) => {
  const result = validate(foldMoments(data));
  return { ...result, predictions: heldOutPredictions(data.features, data.folds, result.foldProbes) };
};
const average = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("crossValidatedProbe(foldMoments({ features, targets, weights, folds }))", () => {
  it("leaving one row out each time gives the closed form of its residual, e / (1 - h)", () => {
    const [mx, my] = [average(x), average(y)];
    const sxx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
    const slope = x.reduce((sum, value, i) => sum + (value - mx) * (y[i]! - my), 0) / sxx;
    const leftOut = x.map((value, i) => {
      const residual = y[i]! - my - slope * (value - mx);
      return residual / (1 - 1 / rows - (value - mx) ** 2 / sxx);
    });
    const result = crossValidatedProbe({ features, targets, weights, folds: Int32Array.from(x.keys()) });
    leftOut.forEach((residual, i) => {
      expect(y[i]! - result.predictions.data[i]!).toBeCloseTo(residual, 7);
    });
    expect(result.rmseHeldOut).toBeCloseTo(Math.sqrt(average(leftOut.map((r) => r * r))), 7);
  });

  it("never sees the targets that it predicts", () => {
    const folds = Int32Array.from({ length: rows }, (_, row) => row % 3);
    const changed = { shape: [rows, 1], data: y.map((value, row) => (folds[row] === 1 ? value + 100 * row : value)) };
    const before = crossValidatedProbe({ features, targets, weights, folds }).predictions.data;
    const after = crossValidatedProbe({ features, targets: changed, weights, folds }).predictions.data;
    folds.forEach((fold, row) => {
      if (fold === 1) expect(after[row]).toBeCloseTo(before[row]!, 7);
    });
  });

  it("predicts at most as well held out as in sample, and reports both", () => {
    const folds = Int32Array.from({ length: rows }, (_, row) => row % 5);
    const result = crossValidatedProbe({ features, targets, weights, folds });
    expect(result.r2HeldOut!).toBeLessThan(result.r2InSample!);
    expect(result.rmseHeldOut).toBeGreaterThan(result.rmseInSample);
    expect(result.r2HeldOutByTarget).toEqual([result.r2HeldOut]);
    expect(result.reason).toBeUndefined();
  });

  it("has the R² and the RMSE of its own predictions (an asymmetric case: uneven weights, folds and targets)", () => {
    const wide = { shape: [rows, 3], data: Float64Array.from({ length: 3 * rows }, () => random.normal()) };
    const two = {
      shape: [rows, 2],
      data: Float64Array.from({ length: 2 * rows }, (_, i) => y[i >> 1]! * (1 + (i % 2)) + random.normal()),
    };
    const uneven = Float64Array.from({ length: rows }, () => random.uniform());
    const folds = Int32Array.from({ length: rows }, (_, row) => (row < 12 ? 0 : row % 4));
    const result = crossValidatedProbe({ features: wide, targets: two, weights: uneven, folds });
    expect(result.r2HeldOut).toBeCloseTo(pooledR2(two, result.predictions, uneven)!, 12);
    expect(result.rmseHeldOut).toBeCloseTo(rootMeanSquareError(two, result.predictions, uneven), 12);
    result.r2HeldOutByTarget.forEach((r2, k) => {
      expect(r2).toBeCloseTo(r2ByTarget(two, result.predictions, uneven)[k]!, 12);
    });
    const fitted = applyProbe(result.probe, wide);
    expect(result.r2InSample).toBeCloseTo(pooledR2(two, fitted, uneven)!, 12);
    const without = [0, 1, 2, 3].map((fold) =>
      pooledR2(
        two,
        result.predictions,
        uneven.map((w, row) => (folds[row] === fold ? 0 : w)),
      )!,
    );
    const mean = without.reduce((sum, r2) => sum + r2, 0) / 4;
    const se = Math.sqrt((3 / 4) * without.reduce((sum, r2) => sum + (r2 - mean) ** 2, 0));
    expect(result.r2HeldOutSe).toBeCloseTo(se, 12);
  });

  it("has a jackknife error of zero where every fold fits alike", () => {
    const square = { shape: [8, 1], data: Float64Array.of(-1, 1, -1, 1, -1, 1, -1, 1) };
    const noisy = { shape: [8, 1], data: Float64Array.of(-2, 2, 0, 0, -2, 2, 0, 0) };
    const folds = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
    const result = crossValidatedProbe({
      features: square,
      targets: noisy,
      weights: new Float64Array(8).fill(1),
      folds,
    });
    expect(result.r2HeldOut).toBeCloseTo(0.5, 8);
    expect(result.r2HeldOutSe).toBeCloseTo(0, 8);
  });

  it("gives null with a reason, not NaN, for targets that do not vary", () => {
    const flat = { shape: [rows, 1], data: new Float64Array(rows).fill(0.5) };
    const folds = Int32Array.from({ length: rows }, (_, row) => row % 3);
    const result = crossValidatedProbe({ features, targets: flat, weights, folds });
    expect(result).toMatchObject({
      r2HeldOut: null,
      r2HeldOutSe: null,
      r2InSample: null,
      reason: "the targets do not vary",
    });
    expect(result.rmseHeldOut).toBeCloseTo(0, 12);
  });

  it("names folds that do not fit or leave nothing to train on", () => {
    expect(() => crossValidatedProbe({ features, targets, weights, folds: Int32Array.of(0, 1) })).toThrow(
      new RangeError("foldMoments: folds must be 30 indices from 0, got 2"),
    );
    expect(() => crossValidatedProbe({ features, targets, weights, folds: new Int32Array(rows) })).toThrow(
      /^crossValidatedProbe: folds must be two or more, got 1/,
    );
  });
});
