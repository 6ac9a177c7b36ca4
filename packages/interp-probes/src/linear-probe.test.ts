import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { applyProbe, solveProbe } from "./linear-probe.ts";
import { computeMoments } from "./moments.ts";

const rows = 60;
const random = createRandom(1);
const features: Tensor = { shape: [rows, 3], data: Float64Array.from({ length: rows * 3 }, () => random.normal()) };
const weights = Float64Array.from({ length: rows }, () => random.uniform());
const targets: Tensor = {
  shape: [rows, 2],
  data: Float64Array.from({ length: rows * 2 }, (_, i) => {
    const [a, b, c] = features.data.subarray(Math.floor(i / 2) * 3);
    return i % 2 === 0 ? 3 + 2 * a! - b! : -1 + 0.5 * c!;
  }),
};

function withColumns(extra: (row: number) => readonly number[]): Tensor {
  const data = Array.from({ length: rows }, (_, row) => [
    ...features.data.subarray(row * 3, row * 3 + 3),
    ...extra(row),
  ]);
  return { shape: [rows, data[0]!.length], data: Float64Array.from(data.flat()) };
}

function largestError(x: Tensor): number {
  const fitted = applyProbe(solveProbe(computeMoments(x, targets, weights)), x);
  return Math.max(...fitted.data.map((value, i) => Math.abs(value - targets.data[i]!)));
}

describe("solveProbe(moments), applyProbe(probe, features)", () => {
  it("recovers an affine map", () => {
    const { weights: W, bias } = solveProbe(computeMoments(features, targets, weights));
    const expected = [2, 0, -1, 0, 0, 0.5, 3, -1];
    [...W.data, ...bias].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 7);
    });
  });

  it("does the same with constant, duplicate and collinear features, whatever their scale and offset", () => {
    expect(largestError(withColumns(() => [7, 0]))).toBeLessThan(1e-7);
    expect(largestError(withColumns((row) => [features.data[row * 3]!]))).toBeLessThan(1e-7);
    expect(
      largestError(withColumns((row) => [features.data[row * 3]! - 5 * features.data[row * 3 + 1]! + 100])),
    ).toBeLessThan(1e-6);
    expect(largestError({ ...features, data: features.data.map((value) => 1e-6 * value) })).toBeLessThan(1e-7);
    expect(largestError({ ...features, data: features.data.map((value) => 1e6 * value) })).toBeLessThan(1e-7);
  });

  it("treats an integer weight as that many equal rows", () => {
    const x = { shape: [3, 1], data: Float64Array.of(0, 1, 3) };
    const y = { shape: [3, 1], data: Float64Array.of(1, 0, 5) };
    const repeatedX = { shape: [4, 1], data: Float64Array.of(0, 1, 3, 3) };
    const repeatedY = { shape: [4, 1], data: Float64Array.of(1, 0, 5, 5) };
    const weighted = solveProbe(computeMoments(x, y, Float64Array.of(1, 1, 2)));
    const repeated = solveProbe(computeMoments(repeatedX, repeatedY, new Float64Array(4).fill(1)));
    expect(weighted.weights.data[0]).toBeCloseTo(repeated.weights.data[0]!, 12);
    expect(weighted.bias[0]).toBeCloseTo(repeated.bias[0]!, 12);
  });

  it("predicts the mean where no feature varies", () => {
    const constant = { shape: [rows, 1], data: new Float64Array(rows).fill(4) };
    const moments = computeMoments(constant, targets, weights);
    const fitted = applyProbe(solveProbe(moments), constant);
    expect(fitted.data[0]).toBe(moments.mean[1]);
    expect(fitted.data[1]).toBe(moments.mean[2]);
  });

  it("reads only the given rows, in their order", () => {
    const probe = solveProbe(computeMoments(features, targets, weights));
    const all = applyProbe(probe, features);
    const some = applyProbe(probe, features, { rows: Int32Array.of(5, 2) });
    expect([...some.data]).toEqual([...all.data.subarray(10, 12), ...all.data.subarray(4, 6)]);
  });

  it("names a ridge or a shape that does not fit", () => {
    const moments = computeMoments(features, targets, weights);
    expect(() => solveProbe(moments, { ridge: 0 })).toThrow(
      new RangeError("solveProbe: ridge must be finite and at least 1e-12, got 0"),
    );
    expect(() => applyProbe(solveProbe(moments), targets)).toThrow(
      new RangeError("applyProbe: features must have shape [rows, 3], got [60, 2]"),
    );
  });
});
