import {
  circle3,
  fanizza,
  goldenMean,
  type Hmm,
  mess3,
  messN,
  randomHmm,
  rrxor,
  sns,
  trap2,
  wordProbability,
  z1r,
} from "@beliefscope/hmm-core";
import { probabilityByHiddenPaths } from "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { blockEntropies, kgramLossByTokensRead, optimalLossByTokensRead } from "../index.ts";

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** H(X_1 ... X_length) from a list of all words. */
function blockEntropy(hmm: Hmm, length: number, probability: (hmm: Hmm, word: number[]) => number): number {
  const extend = (word: number[]): number => {
    if (word.length === length) {
      const p = probability(hmm, word);
      return p > 0 ? -p * Math.log(p) : 0;
    }
    return Array.from({ length: hmm.numTokens }, (_, token) => extend([...word, token])).reduce((a, b) => a + b, 0);
  };
  return extend([]);
}

describe("optimalLossByTokensRead(hmm, length)", () => {
  // Mean over k = 0 ... L-1, computed independently (numpy, C and mpmath).
  it.each([
    ["messN(.05,.85,3)", messN({ x: 0.05, a: 0.85, n: 3 }), 0.842918722, 0.83302721],
    ["mess3(.05,.85)", mess3({ x: 0.05, a: 0.85 }), 0.842918722, 0.83302721],
    ["mess3(.15,.6)", mess3({ x: 0.15, a: 0.6 }), 1.09045782, 1.090143907],
    ["trap2(.1,.25)", trap2({ x: 0.1, a: 0.25 }), 0.702971739, 0.70100162],
    ["rrxor(.5,.5)", rrxor({ p1: 0.5, p2: 0.5 }), 0.616112739, 0.597166056],
    ["z1r(.5)", z1r({ p: 0.5 }), 0.368375596, 0.340910289],
    ["golden_mean(.5)", goldenMean({ p: 0.5 }), 0.483900126, 0.479539725],
  ])("of %s has the published means over 8 and 10 tokens", (_, hmm, eight, ten) => {
    const losses = optimalLossByTokensRead(hmm, 9);
    expect(mean(losses.subarray(0, 8))).toBeCloseTo(eight, 9);
    expect(mean(losses)).toBeCloseTo(ten, 9);
  });

  it("has the floors of a ten-token context on mess3(.05,.85): k = 1..9 and k = 1..10", () => {
    const losses = optimalLossByTokensRead(mess3({ x: 0.05, a: 0.85 }), 10);
    expect(mean(losses.subarray(1, 10))).toBeCloseTo(0.803518, 6);
    expect(mean(losses.subarray(1, 11))).toBeCloseTo(0.802512, 6);
  });

  // Predictions after 1 ... 256 tokens; merging makes such lengths exact where mixed states are countable.
  it.each([
    ["trap2(.1,.25)", trap2({ x: 0.1, a: 0.25 }), 0.693351937],
    ["rrxor(.5,.5)", rrxor({ p1: 0.5, p2: 0.5 }), 0.468194645],
    ["z1r(.5)", z1r({ p: 0.5 }), 0.235340514],
    ["golden_mean(.5)", goldenMean({ p: 0.5 }), 0.462779433],
  ])("of %s has the published mean over 256 tokens", (_, hmm, long) => {
    expect(mean(optimalLossByTokensRead(hmm, 255))).toBeCloseTo(long, 9);
  });

  it("is the difference of block entropies, by brute force", () => {
    const proper = { ...randomHmm({ n: 3, v: 3, seed: 5 }), initialBelief: Float64Array.of(0.9, 0.1, 0) };
    for (const [hmm, probability] of [
      [proper, probabilityByHiddenPaths],
      [fanizza(), wordProbability],
    ] as const) {
      const entropies = [0, 1, 2, 3, 4, 5].map((length) => blockEntropy(hmm, length, probability));
      const differences = entropies.slice(1).map((entropy, k) => entropy - entropies[k]!);
      expect(optimalLossByTokensRead(hmm, 4)).toBeCloseToArray(differences, { atol: 1e-12 });
    }
  });

  it("says how far it can go", () => {
    expect(() => optimalLossByTokensRead(mess3(), 50)).toThrow(
      "optimalLossByTokensRead: length must be at most about 13 for mess3 (2000000 beliefs, 3 times as many with each token), got 50",
    );
    expect(() => blockEntropies(mess3(), 40)).toThrow(
      "blockEntropies: length must be at most about 13 tokens and one for mess3 (2000000 beliefs, 3 times as many with each token), got 40",
    );
    expect(() => kgramLossByTokensRead(mess3(), { k: 40, length: 50 })).toThrow(
      "kgramLossByTokensRead: k or length must leave at most about 13 tokens read for mess3",
    );
    expect(() => optimalLossByTokensRead(mess3(), 1e9)).toThrow("length must be at most 100000, got 1000000000");
    expect(() => optimalLossByTokensRead(mess3(), -1)).toThrow("length must be a non-negative integer, got -1");
  });

  it("is not deceived by slow growth: sns's beliefs grow in number by one a token", () => {
    expect(optimalLossByTokensRead(sns({ p: 0.5, q: 0.5 }), 2000)).toHaveLength(2001);
  });

  it("stops, if asked, with the losses so far", () => {
    const all = optimalLossByTokensRead(circle3(), 8);
    const cut = optimalLossByTokensRead(circle3(), 50, { maxWork: 27 * (1 + 3 + 9 + 27) });
    expect([...cut]).toEqual([...all.subarray(0, 5)]);
    expect([...optimalLossByTokensRead(circle3(), 50, { maxWork: 0 })]).toEqual([...all.subarray(0, 1)]);
    expect([...optimalLossByTokensRead(circle3(), 8, { maxWork: 1e9 })]).toEqual([...all]);
    expect(() => optimalLossByTokensRead(circle3(), 8, { maxWork: NaN })).toThrow(
      "maxWork must be a non-negative number, got NaN",
    );
  });
});
