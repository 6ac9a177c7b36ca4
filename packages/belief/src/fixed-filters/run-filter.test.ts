import { circle3, coin, randomHmm, sampleTokens } from "@beliefscope/hmm-core";
import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import {
  filterPredictions,
  kalmanFilter,
  kalmanFilterByDepth,
  runFilter,
  runFilterOnEnsemble,
  sampledEnsemble,
  wordEnsemble,
  zetaFilter,
} from "../index.ts";

const circle = circle3();
const filters = [
  kalmanFilter(circle, { readout: "linear" }),
  kalmanFilter(circle, { readout: "log" }),
  zetaFilter(circle, { readout: "linear" }),
  kalmanFilterByDepth(circle, 5),
];

describe("runFilter(filter, tokens)", () => {
  it("is the sum of v(o) F^d, written out", () => {
    const hmm = randomHmm({ n: 2, v: 3, seed: 4 });
    const filter = kalmanFilter(hmm, { readout: "linear" });
    const { transition: F, tokenVectors: v, bias } = filter;
    const [first, second] = [2, 0];
    const expected = [0, 1].map(
      (to) => bias[to]! + v[second * 2 + to]! + v[first * 2]! * F[to]! + v[first * 2 + 1]! * F[2 + to]!,
    );
    const claims = runFilter(filter, createTensor(Int32Array.of(first, second), [1, 2]));
    expect(claims.shape).toEqual([1, 2, 2]);
    expect(claims.data.slice(2)).toBeCloseToArray(expected, { atol: 1e-15 });
  });

  it("starts each sequence afresh", () => {
    const tokens = sampleTokens(circle, { batch: 3, length: 5, random: createRandom(1) });
    for (const filter of filters) {
      const alone = runFilter(filter, createTensor(tokens.data.slice(10), [1, 5])).data;
      expect(runFilter(filter, tokens).data.slice(30)).toEqual(alone);
    }
  });

  it("refuses foreign tokens", () => {
    expect(() => runFilter(filters[0]!, createTensor(Int32Array.of(3), [1, 1]))).toThrow(
      "runFilter: tokens must be in [0, 3), got 3",
    );
  });
});

describe("runFilterOnEnsemble(filter, ensemble)", () => {
  it("has at each node the claim that runFilter has at its word and position, and the prior's at node 0", () => {
    const ensembles = [
      wordEnsemble(circle, 4),
      sampledEnsemble(circle, { length: 4, numWords: 20, random: createRandom(2) }),
    ];
    for (const ensemble of ensembles) {
      for (const filter of filters) {
        const claims = runFilterOnEnsemble(filter, ensemble).data;
        const rows = runFilter(filter, ensemble.words).data;
        expect(claims.slice(0, 3)).toBeCloseToArray([1 / 3, 1 / 3, 1 / 3], { atol: 1e-15 });
        ensemble.prefixes.wordIndex.forEach((word, node) => {
          if (node === 0) return;
          const row = (word * 4 + ensemble.prefixes.length[node]! - 1) * 3;
          expect(claims.slice(node * 3, node * 3 + 3)).toBeCloseToArray(rows.slice(row, row + 3), { atol: 1e-15 });
        });
      }
    }
  });

  it("refuses an ensemble over other tokens", () => {
    expect(() => runFilterOnEnsemble(filters[0]!, wordEnsemble(coin(), 2))).toThrow(
      "runFilterOnEnsemble: ensemble must have 3 tokens, got 2",
    );
  });
});

describe("filterPredictions(filter, claims)", () => {
  it("multiplies by the token law; a linear readout is raised to its floor and renormalised", () => {
    const claims = createTensor(Float64Array.of(0.2, 0.3, 0.5, 2, -1, 0), [2, 1, 3]);
    const E = circle3({ x: 0.05, a: 0.85 });
    const filter = kalmanFilter(E, { readout: "linear" });
    const { shape, data } = filterPredictions(filter, claims);
    expect(shape).toEqual([2, 1, 3]);
    const second = [2 * 0.85 - 0.075, 0.001, 0.075];
    const total = second.reduce((a, b) => a + b);
    expect(data).toBeCloseToArray(
      [0.2 * 0.85 + 0.8 * 0.075, 0.3 * 0.85 + 0.7 * 0.075, 0.5 * 0.85 + 0.5 * 0.075, ...second.map((p) => p / total)],
      { atol: 1e-14 },
    );
    expect(() => filterPredictions(filter, createTensor(new Float64Array(4), [2, 2]))).toThrow(
      "filterPredictions: claims must have shape [..., 3], got [2, 2]",
    );
  });
});
