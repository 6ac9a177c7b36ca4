import { goldenMean, mess3, messN, randomHmm, rrxor, trap2, z1r } from "@beliefscope/hmm-core";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { kgramLaws, kgramLossByTokensRead, optimalLossByTokensRead } from "../index.ts";

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("kgramLossByTokensRead(hmm, {k, length})", () => {
  // The share of the gap (unigram loss - optimal loss, L = 8) that 2-, 3-, 4- and 5-grams leave, computed independently.
  it.each([
    ["messN(.05,.85,3)", messN({ x: 0.05, a: 0.85, n: 3 }), [0.1756, 0.0455, 0.0083, 0.0017]],
    ["mess3(.15,.6)", mess3({ x: 0.15, a: 0.6 }), [0.1905, 0.0363, 0.0066, 0.0011]],
    ["trap2(.1,.25)", trap2({ x: 0.1, a: 0.25 }), [0.3835, 0.1447, 0.0522, 0.0173]],
    ["rrxor(.5,.5)", rrxor(), [1, 0.4486, 0.3835, 0.19]],
    ["z1r(.5)", z1r(), [0.8474, 0.4446, 0, 0]],
    ["golden_mean(.5)", goldenMean(), [0, 0, 0, 0]],
  ])("of %s leaves the published shares of the gap", (_, hmm, shares) => {
    const optimal = mean(optimalLossByTokensRead(hmm, 7));
    const unigram = mean(kgramLossByTokensRead(hmm, { k: 1, length: 7 }));
    const found = [2, 3, 4, 5].map((k) => {
      const loss = mean(kgramLossByTokensRead(hmm, { k, length: 7 }));
      return (loss - optimal) / (unigram - optimal);
    });
    expect(found).toBeCloseToArray(shares, { atol: 5.1e-5 });
  });

  it("is the mean entropy of the k-gram laws, from the (k - 1)th token on", () => {
    const hmm = randomHmm({ n: 4, v: 3, seed: 3 });
    for (const k of [1, 2, 4]) {
      const { probability, laws } = kgramLaws(hmm, k);
      let entropy = 0;
      laws.data.forEach((p, i) => (entropy -= probability[Math.floor(i / 3)]! * p * Math.log(p)));
      const losses = kgramLossByTokensRead(hmm, { k, length: 6 });
      expect(losses.subarray(k - 1)).toBeCloseToArray(new Float64Array(8 - k).fill(entropy), { atol: 1e-12 });
    }
  });

  it("refuses k below 1, negative lengths, and processes that don't start stationary", () => {
    expect(() => kgramLossByTokensRead(z1r(), { k: 0, length: 1 })).toThrow("k must be a positive integer, got 0");
    expect(() => kgramLossByTokensRead(z1r(), { k: 2, length: -1 })).toThrow(
      "length must be a non-negative integer, got -1",
    );
    const elsewhere = { ...z1r(), initialBelief: Float64Array.of(1, 0, 0) };
    expect(() => kgramLossByTokensRead(elsewhere, { k: 2, length: 1 })).toThrow("must start stationary");
  });
});
