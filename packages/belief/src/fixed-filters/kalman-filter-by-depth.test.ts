import {
  blochWalk,
  circle3,
  coin,
  even,
  fanizza,
  goldenMean,
  type Hmm,
  mess3,
  messN,
  mixture,
  moon,
  randomHmm,
  rrxor,
  sns,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import { createTensor, type Tensor } from "@beliefscope/tensor";
import { matmul, pseudoInverse } from "@beliefscope/tensor/linalg";
import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FilterByDepth,
  filterPredictions,
  kalmanFilter,
  kalmanFilterByDepth,
  optimalLossByTokensRead,
  runFilter,
  runFilterOnEnsemble,
  wordEnsemble,
} from "../index.ts";

/**
 * The weighted least-squares regression of the belief (hence of the hidden state) on the one-hot tokens of all words of a
 * length and a constant: what it says of each word, shape [word, state].
 */
function regression(hmm: Hmm, length: number): Tensor {
  const { words, prefixes } = wordEnsemble(hmm, length);
  const { numTokens, numStates } = hmm;
  const first = prefixes.levelStart[length]!;
  const numWords = words.shape[0]!;
  const columns = length * numTokens + 1;
  const design = new Float64Array(numWords * columns);
  for (let word = 0; word < numWords; word++) {
    design[word * columns] = 1;
    for (let t = 0; t < length; t++) {
      design[word * columns + 1 + t * numTokens + words.data[word * length + t]!] = 1;
    }
  }
  const beliefs = prefixes.beliefs.data.slice(first * numStates);
  const root = (row: number): number => Math.sqrt(prefixes.probability[first + row]!);
  const weighted = (data: Float64Array, width: number): Tensor => ({
    shape: [numWords, width],
    data: data.map((entry, k) => root(Math.floor(k / width)) * entry),
  });
  const inverse = pseudoInverse(weighted(design, columns), { tolerance: 1e-7 });
  return matmul({ shape: [numWords, columns], data: design }, matmul(inverse, weighted(beliefs, numStates)));
}

function claimsOfWords(filter: FilterByDepth, hmm: Hmm, length: number): Float64Array {
  const ensemble = wordEnsemble(hmm, length);
  const { data } = runFilterOnEnsemble(filter, ensemble);
  return data.slice(ensemble.prefixes.levelStart[length]! * hmm.numStates);
}

/** Entry [0, 0] - [1, 0] of each gain: how much more token 0 says of state 0 than token 1 does. */
function contrasts({ depth, tokenVectors, numTokens, numStates }: FilterByDepth): number[] {
  return Array.from({ length: depth }, (_, k) => {
    const first = k * numTokens * numStates;
    return tokenVectors.data[first]! - tokenVectors.data[first + numStates]!;
  });
}

describe("kalmanFilterByDepth(hmm, depth)", () => {
  it("claims the exact least-squares regression of the hidden state on the tokens read, over all words", () => {
    const started = { ...circle3(), initialBelief: Float64Array.of(0.7, 0.3, 0) };
    const hmms = [
      ...[circle3({ x: 0.05, a: 0.85 }), randomHmm({ n: 4, v: 3, seed: 2, temperature: 2.5 }), randomHmm({ n: 3, v: 2 })],
      ...[mess3(), trap2(), sns(), rrxor(), z1r({ p: 0.3 }), even({ p: 0.3 }), started],
      ...[mixture([coin({ p: 0.2 }), coin({ p: 0.7 })], [0.3, 0.7]), fanizza(), moon(), blochWalk()],
    ]; // prettier-ignore
    for (const hmm of hmms) {
      const filter = kalmanFilterByDepth(hmm, 5);
      for (let length = 0; length <= (hmm.numTokens > 3 ? 4 : 5); length++) {
        expect(claimsOfWords(filter, hmm, length)).toBeCloseToArray(regression(hmm, length).data, { atol: 1e-10 });
      }
    }
  });

  it("does so for any process: zeros, other starts, 1 state, 1 token", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true }), (hmm) => {
        const filter = kalmanFilterByDepth(hmm, 3);
        for (const length of [1, 3]) {
          expect(claimsOfWords(filter, hmm, length)).toBeCloseToArray(regression(hmm, length).data, { atol: 1e-9 });
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("on messN has the gains of the scalar filter: P = l^2 P (1 - b^2)/(b^2 P + 1 - b^2) + 1 - l^2, K = P b/(b^2 P + 1 - b^2)", () => {
    for (const [x, a, n] of [[0.05, 0.85, 3], [0.15, 0.6, 3], [0.02, 0.5, 5], [0.6, 0.9, 2]] as const) {
      const l = 1 - n * x;
      const b = (n * a - 1) / (n - 1);
      let P = 1;
      const expected = Array.from({ length: 12 }, () => {
        const K = (P * b) / (b * b * P + 1 - b * b);
        P = (l * l * P * (1 - b * b)) / (b * b * P + 1 - b * b) + 1 - l * l;
        return l * K; // messN emits on departure: its claim is pushed on by T
      });
      expect(contrasts(kalmanFilterByDepth(messN({ x, a, n }), 12))).toBeCloseToArray(expected, { atol: 1e-13 });
    }
    expect(contrasts(kalmanFilterByDepth(mess3({ x: 0.05, a: 0.85 }), 40))[39]).toBeCloseTo(0.54001, 5);
  }); // prettier-ignore

  it("tends to the steady state of kalmanFilter", () => {
    for (const hmm of [circle3(), trap2(), randomHmm({ n: 4, v: 3, seed: 2 }), moon(), fanizza()]) {
      const fixed = kalmanFilter(hmm, { readout: "linear" });
      const { transitions, tokenVectors, bias } = kalmanFilterByDepth(hmm, 60);
      const last = (data: Float64Array, like: Float64Array): Float64Array => data.slice(-like.length);
      expect(last(transitions.data, fixed.transition)).toBeCloseToArray(fixed.transition, { atol: 1e-11 });
      expect(last(tokenVectors.data, fixed.tokenVectors)).toBeCloseToArray(fixed.tokenVectors, { atol: 1e-11 });
      expect(last(bias.data, fixed.bias)).toBeCloseToArray(fixed.bias, { atol: 1e-12 });
    }
  });

  it("has the covariance of its claims, by all words", () => {
    const hmm = circle3();
    const filter = kalmanFilterByDepth(hmm, 5);
    const { prefixes, ...ensemble } = wordEnsemble(hmm, 5);
    const claims = runFilterOnEnsemble(filter, { prefixes, ...ensemble }).data;
    const expected = new Float64Array(6 * 9);
    prefixes.length.forEach((k, node) => {
      for (let i = 0; i < 9; i++) {
        const deviation = (state: number): number => claims[node * 3 + state]! - filter.bias.data[k * 3 + state]!;
        expected[k * 9 + i]! += prefixes.probability[node]! * deviation(Math.floor(i / 3)) * deviation(i % 3);
      }
    });
    expect(filter.claimCovariances.data).toBeCloseToArray(expected, { atol: 1e-13 });
  });

  it("predicts, clipped at 1e-3, as least-squares probabilities do: their regrets at L = 8 (independent computation)", () => {
    const published = [
      [messN({ x: 0.05, a: 0.85, n: 3 }), 0.0278],
      [circle3({ x: 0.05, a: 0.85 }), 0.0278],
      [mess3({ x: 0.15, a: 0.6 }), 0.0111],
      [trap2({ x: 0.1, a: 0.25 }), 0.1961],
      [rrxor(), 1],
      [z1r(), 0.2295],
      [goldenMean(), 0.0019],
    ] as const;
    for (const [hmm, share] of published) {
      const ensemble = wordEnsemble(hmm, 8);
      const filter = kalmanFilterByDepth(hmm, 7);
      const upTo7 = wordEnsemble(hmm, 7);
      const q = filterPredictions(filter, runFilterOnEnsemble(filter, upTo7)).data;
      let loss = 0;
      const { parent, lastToken, probability } = ensemble.prefixes; // a token is predicted at its parent
      for (let node = 1; node < parent.length; node++) {
        loss -= (probability[node]! * Math.log(q[parent[node]! * hmm.numTokens + lastToken[node]!]!)) / 8;
      }
      const optimal = optimalLossByTokensRead(hmm, 7);
      const best = optimal.reduce((sum, nats) => sum + nats, 0) / 8;
      expect((loss - best) / (optimal[0]! - best)).toBeCloseTo(share, 4);
    }
  });

  it("reads no more tokens than it has depths", () => {
    const filter = kalmanFilterByDepth(circle3(), 2);
    expect(runFilter(filter, createTensor(new Int32Array(6), [3, 2])).shape).toEqual([3, 2, 3]);
    expect(() => runFilter(filter, createTensor(new Int32Array(3), [1, 3]))).toThrow(
      "runFilter: filter must have a depth of at least 3 tokens, got 2",
    );
    expect(() => runFilterOnEnsemble(filter, wordEnsemble(circle3(), 3))).toThrow(
      "runFilterOnEnsemble: filter must have a depth of at least 3 tokens, got 2",
    );
    expect(() => kalmanFilterByDepth(circle3(), 1.5)).toThrow(
      "kalmanFilterByDepth: depth must be a non-negative integer, got 1.5",
    );
    expect(kalmanFilterByDepth(circle3(), 0).bias.data).toBeCloseToArray([1 / 3, 1 / 3, 1 / 3], { atol: 1e-15 });
  });
});
