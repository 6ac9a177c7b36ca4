import { filterPredictions, type FixedFilter, kalmanFilter, runFilter, zetaFilter } from "@beliefscope/belief";
import { circle3, messN, rrxor } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { attentionFromFilter } from "./attention-from-filter.ts";
import type { AttentionHead } from "./attention-model.ts";
import { runAttention } from "./run-attention.ts";

const length = 8;

function headsOf(filter: FixedFilter): readonly AttentionHead[] {
  return attentionFromFilter(filter, { length }).layers[0]!.heads;
}

function patternOf({ attention }: AttentionHead): Float64Array {
  if (attention.kind !== "fixed") throw new Error("a filter's heads are fixed");
  return attention.pattern.data;
}

/** Of h + bias and of the predictions. */
function largestDifference(filter: FixedFilter): number {
  const random = createRandom(1);
  const data = Int32Array.from({ length: 20 * length }, () => random.integer(filter.numTokens));
  const tokens = { shape: [20, length], data };
  const claims = runFilter({ ...filter, readout: { kind: "linear", floor: 0 } }, tokens).data;
  const laws = filterPredictions(filter, runFilter(filter, tokens)).data;
  const { streams, predictions } = runAttention(attentionFromFilter(filter, { length }), tokens);
  return Math.max(
    ...streams[1]!.data.map((value, i) => Math.abs(value - claims[i]!)),
    ...predictions.data.map((value, i) => Math.abs(value - laws[i]!)),
  );
}

describe("attentionFromFilter(filter, { length })", () => {
  it("writes the filter of messN as one head, M[t, s] = theta^(t - s) with theta from the closed form", () => {
    const [l, b] = [1 - 3 * 0.05, (3 * 0.85 - 1) / 2];
    const sum = ((1 + l * l) * (1 - b * b) + b * b * (1 - l * l)) / ((1 - b * b) * l); // theta + 1 / theta
    const theta = sum / 2 - Math.sqrt((sum * sum) / 4 - 1);
    const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
    const heads = headsOf(filter);
    expect(heads.length).toBe(1);
    patternOf(heads[0]!).forEach((weight, i) => {
      const lag = Math.floor(i / length) - (i % length);
      expect(weight).toBeCloseTo(lag < 0 ? 0 : theta ** lag, 10);
    });
    expect(largestDifference(filter)).toBeLessThan(1e-12);
  });

  it("takes the token vectors themselves as the values of that head", () => {
    const filter = zetaFilter(messN({ x: 0.1, a: 0.7, n: 4 }), { readout: "linear" });
    const heads = headsOf(filter);
    expect(heads.length).toBe(1);
    heads[0]!.values.data.forEach((value, i) => {
      expect(value).toBeCloseTo(filter.tokenVectors[i]!, 13);
    });
  });

  it("needs a pair of heads for a complex pole: circle3", () => {
    const filter = kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" });
    const heads = headsOf(filter);
    expect(heads.length).toBe(2);
    expect(Math.min(...patternOf(heads[0]!))).toBeLessThan(0);
    expect(largestDifference(filter)).toBeLessThan(1e-12);
  });

  it("looks at the last token only where older ones tell a linear filter nothing: rrxor", () => {
    const filter = kalmanFilter(rrxor({ p1: 0.5, p2: 0.5 }), { readout: "linear" });
    const heads = headsOf(filter);
    expect(heads.length).toBe(1);
    patternOf(heads[0]!).forEach((weight, i) => {
      expect(weight).toBeCloseTo(i % (length + 1) === 0 ? 1 : 0, 10);
    });
    expect(largestDifference(filter)).toBeLessThan(1e-12);
  });

  it("looks back lag by lag where the transition is not diagonalisable", () => {
    const filter: FixedFilter = {
      numTokens: 2,
      numStates: 2,
      transition: Float64Array.of(0.5, 1, 0, 0.5),
      tokenVectors: Float64Array.of(1, 0, 0, -1),
      bias: Float64Array.of(0.5, 0.5),
      poles: [[0.5, 0], [0.5, 0]], // prettier-ignore
      tokenLaw: Float64Array.of(1, 0, 0, 1),
      readout: { kind: "linear", floor: 1e-3 },
    };
    expect(headsOf(filter).length).toBe(length);
    expect(largestDifference(filter)).toBeLessThan(1e-12);
  });

  it("predicts by the softmax of summed evidence where the filter does", () => {
    for (const hmm of [messN({ x: 0.05, a: 0.85, n: 3 }), circle3({ x: 0.05, a: 0.85 })]) {
      expect(largestDifference(kalmanFilter(hmm, { readout: "log" }))).toBeLessThan(1e-12);
    }
  });

  it("names a length out of range", () => {
    const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
    expect(() => attentionFromFilter(filter, { length: 0 })).toThrow(
      new RangeError("attentionFromFilter: length must be a positive integer, got 0"),
    );
  });
});
