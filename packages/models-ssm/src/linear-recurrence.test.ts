import { kalmanFilter, runFilter } from "@beliefscope/belief";
import { randomHmm } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { recurrenceFromFilter, runRecurrence } from "./linear-recurrence.ts";

describe("runRecurrence(model, tokens)", () => {
  const model = {
    numTokens: 2,
    numOutputs: 2,
    transition: { shape: [2, 2], data: Float64Array.of(0, 1, 0.5, 0) },
    input: { shape: [2, 2], data: Float64Array.of(1, 0, 0, 8) },
    bias: Float64Array.of(0, 100),
  };

  it("moves the state by rows: h A, then adds the token's input", () => {
    const { shape, data } = runRecurrence(model, { shape: [1, 3], data: Int32Array.of(0, 1, 0) });
    expect(shape).toEqual([1, 3, 2]);
    expect([...data]).toEqual([1, 100, 0, 109, 5.5, 100]);
  });

  it("starts each sequence of a batch afresh", () => {
    const { data } = runRecurrence(model, { shape: [2, 2], data: Int32Array.of(0, 1, 0, 1) });
    expect(data.subarray(4)).toEqual(data.subarray(0, 4));
  });

  it("names tokens out of range", () => {
    expect(() => runRecurrence(model, { shape: [1, 1], data: Int32Array.of(-1) })).toThrow(
      /^runRecurrence: tokens must be in \[0, 2\), got -1/,
    );
  });
});

describe("recurrenceFromFilter(filter)", () => {
  it("claims what the filter claims", () => {
    const filter = kalmanFilter(randomHmm({ n: 4, v: 3, seed: 2 }), { readout: "linear" });
    const tokens = { shape: [1, 6], data: Int32Array.of(0, 2, 1, 1, 0, 2) };
    const claims = runFilter(filter, tokens).data;
    runRecurrence(recurrenceFromFilter(filter), tokens).data.forEach((value, i) => {
      expect(value).toBeCloseTo(claims[i]!, 13);
    });
  });
});
