import { kalmanFilter, runFilter } from "@beliefscope/belief";
import { messN, randomHmm } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { convolutionFromFilter, runConvolution } from "./causal-convolution.ts";

const word = { shape: [1, 6], data: Int32Array.of(0, 2, 1, 1, 0, 2) };

describe("convolutionFromFilter(filter, { taps }), runConvolution(model, tokens)", () => {
  it("claims what the filter claims, given a tap for each token", () => {
    const filter = kalmanFilter(randomHmm({ n: 4, v: 3, seed: 2 }), { readout: "linear" });
    const claims = runFilter(filter, word).data;
    runConvolution(convolutionFromFilter(filter, { taps: 6 }), word).data.forEach((value, i) => {
      expect(value).toBeCloseTo(claims[i]!, 13);
    });
  });

  it("with fewer taps is the filter of the last tokens alone", () => {
    const filter = kalmanFilter(randomHmm({ n: 4, v: 3, seed: 2 }), { readout: "linear" });
    const lastTwo = runFilter(filter, { shape: [1, 2], data: word.data.subarray(4) }).data.subarray(4);
    const outputs = runConvolution(convolutionFromFilter(filter, { taps: 2 }), word).data.subarray(20);
    outputs.forEach((value, i) => {
      expect(value).toBeCloseTo(lastTwo[i]!, 13);
    });
  });

  it("falls by the same factor from lag to lag for messN", () => {
    const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
    const { kernel } = convolutionFromFilter(filter, { taps: 4 });
    expect(kernel.shape).toEqual([4, 3, 3]);
    for (let i = 9; i < 36; i++) expect(kernel.data[i]! / kernel.data[i - 9]!).toBeCloseTo(0.4942706356, 9);
  });

  it("names taps and tokens out of range", () => {
    const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
    expect(() => convolutionFromFilter(filter, { taps: 0.5 })).toThrow(
      new RangeError("convolutionFromFilter: taps must be a positive integer, got 0.5"),
    );
    const model = convolutionFromFilter(filter, { taps: 1 });
    expect(() => runConvolution(model, { shape: [1, 1], data: Int32Array.of(3) })).toThrow(
      /^runConvolution: tokens must be in \[0, 3\), got 3/,
    );
  });
});
