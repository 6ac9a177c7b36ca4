import { describe, expect, it } from "vitest";
import { historyFeatures } from "./history-features.ts";

const words = { shape: [3, 3], data: Int32Array.of(2, -1, -1, 0, 2, -1, 1, 1, 0) };

describe("historyFeatures(tokensByLag, { numTokens, lags })", () => {
  it("marks the token at each lag, then the length", () => {
    const { shape, data } = historyFeatures(words, { numTokens: 3, lags: 2 });
    expect(shape).toEqual([3, 9]);
    expect([...data.subarray(0, 9)]).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0]);
    expect([...data.subarray(9, 18)]).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 0]);
    expect([...data.subarray(18)]).toEqual([0, 1, 0, 0, 1, 0, 0, 0, 1]);
  });

  it("names a token or a number of lags out of range", () => {
    expect(() => historyFeatures(words, { numTokens: 2, lags: 1 })).toThrow(
      new RangeError("historyFeatures: tokens must be in [0, 2), got 2 at lag 0"),
    );
    expect(() => historyFeatures(words, { numTokens: 3, lags: 4 })).toThrow(
      new RangeError("historyFeatures: lags must be an integer from 1 to 3, got 4"),
    );
  });
});
