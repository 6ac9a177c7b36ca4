import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHmm, jointByHiddenPaths, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backwardVectors,
  circle3,
  coin,
  even,
  fanizza,
  type Hmm,
  logLikelihood,
  mixture,
  moon,
  padTokens,
  randomHmm,
  rrxor,
  sampleTokens,
  smoothBeliefs,
} from "../index.ts";

/** Every word of a process up to a length that it can produce. */
function possibleWords(hmm: Hmm, length: number): number[][] {
  const words: number[][] = [[]];
  for (const word of words) {
    if (word.length === length) break;
    for (let token = 0; token < hmm.numTokens; token++) {
      if (probabilityByHiddenPaths(hmm, [...word, token]) > 0) words.push([...word, token]);
    }
  }
  return words;
}

/** P(word | state), by the sum over all hidden paths from the state. */
function fromState(hmm: Hmm, state: number, word: readonly number[]): number {
  const initialBelief = Float64Array.from({ length: hmm.numStates }, (_, i) => (i === state ? 1 : 0));
  return probabilityByHiddenPaths({ ...hmm, initialBelief }, word);
}

function expectHiddenPaths(hmm: Hmm, words: number[][]): void {
  const { tokens, lengths } = padTokens(words);
  const { vectors, logScales, initialVectors, initialLogScales } = backwardVectors(hmm, tokens, { lengths });
  const [, length] = tokens.shape as [number, number];
  const { numStates } = hmm;
  words.forEach((word, sequence) => {
    for (let t = 0; t <= length; t++) {
      const row = sequence * length + t - 1;
      const vector =
        t === 0 ? initialVectors.data.subarray(sequence * numStates) : vectors.data.subarray(row * numStates);
      const logScale = t === 0 ? initialLogScales[sequence]! : logScales.data[row]!;
      const joint = jointByHiddenPaths(hmm, word.slice(0, t));
      const expected = Array.from(joint, (read, state) =>
        t <= word.length && read > 0 ? fromState(hmm, state, word.slice(t)) : 0,
      );
      const found = vector.slice(0, numStates).map((entry) => entry * Math.exp(logScale));
      expect(found).toBeCloseToArray(expected, { atol: 1e-14, rtol: 1e-12 });
      expect(Math.max(...vector.slice(0, numStates))).toBe(t <= word.length ? 1 : 0);
    }
  });
}

describe("backwardVectors(hmm, tokens, {lengths})", () => {
  it("are the probabilities of the tokens to come from each state, by brute force over hidden paths", () => {
    for (const hmm of [circle3(), even({ p: 0.3 }), rrxor(), randomHmm({ n: 4, v: 2, seed: 3 })]) {
      expectHiddenPaths(hmm, possibleWords(hmm, 4));
    }
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true, maxStates: 3 }), (hmm) => {
        expectHiddenPaths(hmm, possibleWords(hmm, 3));
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  it("times the filtered belief are the smoothed one; times the initial belief, the likelihood; signed processes too", () => {
    for (const hmm of [circle3(), even({ p: 0.3 }), fanizza(), moon()]) {
      const tokens = sampleTokens(hmm, { batch: 3, length: 40, random: createRandom(2) });
      const lengths = Int32Array.of(40, 0, 17);
      const { initialVectors, initialLogScales, vectors } = backwardVectors(hmm, tokens, { lengths });
      const n = hmm.numStates;
      const likelihood = initialLogScales.map((logScale, s) => {
        const product = hmm.initialBelief.reduce((sum, b, i) => sum + b * initialVectors.data[s * n + i]!, 0);
        return logScale + Math.log(product);
      });
      expect(likelihood).toBeCloseToArray(logLikelihood(hmm, tokens, { lengths }), { atol: 1e-11 });
      if (hmm.rightVector) continue;
      const { beliefs } = smoothBeliefs(hmm, tokens, { lengths });
      const alone = smoothBeliefs(hmm, { shape: [1, 10], data: tokens.data.slice(0, 10) }).beliefs.data.slice(-n); // filtered
      const weights = alone.map((b, i) => b * vectors.data[9 * n + i]!);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      expect(weights.map((weight) => weight / total)).toBeCloseToArray(beliefs.data.slice(9 * n, 10 * n), {
        atol: 1e-12,
      });
    }
  });

  it("neither vanish nor grow over 10^6 tokens, also where an excluded state would foretell them far better", () => {
    const hmm = circle3();
    const tokens = sampleTokens(hmm, { batch: 1, length: 1e6, random: createRandom(5) });
    const { vectors, initialVectors, initialLogScales } = backwardVectors(hmm, tokens);
    expect(vectors.data.every((entry) => entry > 0 && entry <= 1)).toBe(true);
    const product = initialVectors.data.reduce((sum, entry) => sum + entry / 3, 0);
    expect((initialLogScales[0]! + Math.log(product)) / logLikelihood(hmm, tokens)[0]!).toBeCloseTo(1, 10);

    // After one 0 only the first coin is left; the second would have foretold the ones that follow for certain.
    const coins = mixture([coin({ p: 0.1 }), coin({ p: 1 })], [0.5, 0.5]);
    const word = new Int32Array(1e6).fill(1);
    word[0] = 0;
    const backward = backwardVectors(coins, createTensor(word, [1, 1e6]));
    expect(backward.vectors.data.every((entry, i) => entry === (i + 1) % 2)).toBe(true);
    expect(backward.initialVectors.data).toEqual(Float64Array.of(1, 0));
    expect(backward.initialLogScales[0]! / (Math.log(0.9) + (1e6 - 1) * Math.log(0.1))).toBeCloseTo(1, 10);
  });
});
