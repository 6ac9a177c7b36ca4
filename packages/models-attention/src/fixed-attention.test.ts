import { describe, expect, it } from "vitest";
import { runFixedAttention } from "./fixed-attention.ts";

const matrix = (shape: number[], ...values: number[]) => ({ shape, data: Float64Array.from(values) });
const model = {
  numTokens: 2,
  numOutputs: 2,
  length: 3,
  heads: [
    { pattern: matrix([3, 3], 1, 0, 0, 2, 3, 0, 4, 5, 6), values: matrix([2, 2], 1, 0, 0, 10) },
    { pattern: matrix([3, 3], 1, 0, 0, 0, 1, 0, 0, 0, 1), values: matrix([2, 2], 100, 100, -100, 0) },
  ],
  bias: Float64Array.of(0.5, 0),
};

describe("runFixedAttention(model, tokens)", () => {
  it("adds up, over heads and earlier positions, pattern times value", () => {
    const { shape, data } = runFixedAttention(model, { shape: [1, 3], data: Int32Array.of(0, 1, 0) });
    expect(shape).toEqual([1, 3, 2]);
    expect([...data]).toEqual([1 + 100.5, 100, 2 - 99.5, 30, 10 + 100.5, 50 + 100]);
  });

  it("reads each sequence of a batch as if alone, and a prefix as the word that it begins", () => {
    const word = Int32Array.of(1, 1, 0);
    const alone = runFixedAttention(model, { shape: [1, 3], data: word }).data;
    const together = runFixedAttention(model, { shape: [2, 3], data: Int32Array.of(0, 0, 0, ...word) }).data;
    expect(together.subarray(6)).toEqual(alone);
    const prefix = runFixedAttention(model, { shape: [1, 2], data: word.subarray(0, 2) }).data;
    expect(prefix).toEqual(alone.subarray(0, 4));
  });

  it("names tokens and lengths out of range", () => {
    expect(() => runFixedAttention(model, { shape: [1, 1], data: Int32Array.of(2) })).toThrow(
      /^runFixedAttention: tokens must be in \[0, 2\), got 2/,
    );
    expect(() => runFixedAttention(model, { shape: [1, 4], data: new Int32Array(4) })).toThrow(
      new RangeError("runFixedAttention: tokens must have at most 3 positions, got 4"),
    );
  });
});
