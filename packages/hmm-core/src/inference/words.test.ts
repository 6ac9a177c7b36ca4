import { arbitraryHmm, probabilityByHiddenPaths } from "@beliefscope/testkit";
import { createTensor } from "@beliefscope/tensor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circle3,
  even,
  fanizza,
  goldenMean,
  type Hmm,
  logLikelihood,
  mess3,
  randomHmm,
  wordProbability,
} from "../index.ts";

function allWords(numTokens: number, length: number): number[][] {
  if (length === 0) return [[]];
  return allWords(numTokens, length - 1).flatMap((word) =>
    Array.from({ length: numTokens }, (_, token) => [...word, token]),
  );
}

describe("wordProbability(hmm, word)", () => {
  it("is the sum over all hidden paths", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true }), (hmm) => {
        for (const word of allWords(hmm.numTokens, 4)) {
          expect(wordProbability(hmm, word)).toBeCloseTo(probabilityByHiddenPaths(hmm, word), 14);
        }
      }),
      { seed: 1, numRuns: 40 },
    );
    for (const hmm of [circle3(), randomHmm({ n: 4, v: 2, seed: 3 }), even()]) {
      for (const word of allWords(hmm.numTokens, 5)) {
        expect(wordProbability(hmm, word)).toBeCloseTo(probabilityByHiddenPaths(hmm, word), 14);
      }
    }
  });

  it("agrees with P(00) of mess3 (independent computation)", () => {
    expect(wordProbability(mess3({ x: 0.05, a: 0.85 }), [0, 0])).toBeCloseTo(0.2245625, 12);
    expect(wordProbability(mess3({ x: 0.15, a: 0.6 }), [0, 0])).toBeCloseTo(0.13066667, 8);
  });

  it("is 1 for the empty word, 0 for an impossible one, and refuses foreign tokens", () => {
    expect(wordProbability(even(), [])).toBe(1);
    expect(wordProbability(even(), [0, 1, 0])).toBe(0);
    expect(() => wordProbability(even(), [0, 2])).toThrow(
      "wordProbability: tokens must be in [0, 2), got 2 at sequence 0, position 1",
    );
  });
});

describe("logLikelihood(hmm, tokens)", () => {
  it("is the log of the word's probability, for proper and signed processes", () => {
    for (const hmm of [circle3(), randomHmm(), fanizza()]) {
      const words = allWords(hmm.numTokens, 3);
      const tokens = createTensor(Int32Array.from(words.flat()), [words.length, 3]);
      const expected = words.map((word) => Math.log(wordProbability(hmm, word)));
      expect(logLikelihood(hmm, tokens)).toBeCloseToArray(expected, { atol: 1e-12 });
    }
  });

  it("does not underflow: a cyclic word of 30 000 tokens grows by the same amount each round", () => {
    const once = logOfRepeats(circle3(), 5_000);
    const twice = logOfRepeats(circle3(), 10_000);
    expect(twice).toBeLessThan(-10_000);
    expect(Math.abs(twice / once - 2)).toBeLessThan(1e-4);
  });

  it("names the first impossible token", () => {
    const tokens = createTensor(Int32Array.of(0, 0, 0, 0, 1, 0), [2, 3]);
    expect(() => logLikelihood(even(), tokens)).toThrow(
      "logLikelihood: tokens must be possible under the process, got 0 with probability 0 at sequence 1, position 2",
    );
    expect(() => logLikelihood(even(), createTensor(new Int32Array(3), [3]))).toThrow(
      "logLikelihood: tokens must have shape [batch, position], got [3]",
    );
  });
});

function logOfRepeats(hmm: Hmm, repeats: number): number {
  const word = Int32Array.from({ length: 3 * repeats }, (_, i) => (2 * i) % 3); // against the circle: unlikely
  return logLikelihood(hmm, createTensor(word, [1, word.length]))[0]!;
}

describe("words that callers without types hand over", () => {
  it("are refused where a token is no integer, or lengths no Int32Array", () => {
    expect(() => wordProbability(goldenMean(), [0, 0.5])).toThrow(
      "wordProbability: tokens must be integers, got 0.5 at position 1",
    );
    expect(() => wordProbability(goldenMean(), [NaN])).toThrow("got NaN at position 0");
    const tokens = createTensor(Int32Array.of(0, 0), [1, 2]);
    const lengths = [NaN] as unknown as Int32Array;
    expect(() => logLikelihood(goldenMean(), tokens, { lengths })).toThrow(
      "logLikelihood: lengths must be an Int32Array, got [object Array]",
    );
  });
});
