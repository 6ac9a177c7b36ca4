import { circle3, type Hmm, moon, randomHmm, stationaryLaw, wordProbability, z1r } from "@beliefscope/hmm-core";
import { probabilityByHiddenPaths } from "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { kgramLaws } from "../index.ts";

describe("kgramLaws(hmm, k)", () => {
  it("is P(context, token) / P(context), by brute force over hidden paths", () => {
    for (const [hmm, probabilityOf] of [
      [circle3(), probabilityByHiddenPaths],
      [randomHmm({ n: 4, v: 3, seed: 2 }), probabilityByHiddenPaths],
      [z1r(), probabilityByHiddenPaths],
      [moon(), (process: Hmm, word: number[]) => wordProbability(process, word)],
    ] as const) {
      for (const k of [1, 2, 3, 4]) {
        const { contexts, probability, laws } = kgramLaws(hmm, k);
        expect(contexts.shape).toEqual([probability.length, k - 1]);
        expect(laws.shape).toEqual([probability.length, hmm.numTokens]);
        for (const [row, p] of probability.entries()) {
          const context = Array.from(contexts.data.subarray(row * (k - 1), (row + 1) * (k - 1)));
          expect(p).toBeCloseTo(probabilityOf(hmm, context), 12);
          for (let token = 0; token < hmm.numTokens; token++) {
            const joint = probabilityOf(hmm, [...context, token]);
            expect(laws.data[row * hmm.numTokens + token]! * p).toBeCloseTo(joint, 12);
          }
        }
        expect(probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      }
    }
  });

  it("is of the stationary process, wherever this one starts", () => {
    const hmm = randomHmm({ n: 3, v: 2, seed: 9 });
    const elsewhere = { ...hmm, initialBelief: Float64Array.of(1, 0, 0) };
    expect(kgramLaws(elsewhere, 3).probability).toBeCloseToArray(kgramLaws(hmm, 3).probability, { atol: 1e-12 });
    expect(hmm.initialBelief).toBeCloseToArray(stationaryLaw(hmm), { atol: 1e-12 });
  });

  it("refuses k below 1", () => {
    expect(() => kgramLaws(circle3(), 0)).toThrow("kgramLaws: k must be a positive integer, got 0");
  });

  it("says how far it can go", () => {
    expect(() => kgramLaws(randomHmm({ n: 2, v: 12 }), 40)).toThrow(
      "kgramLaws: k must be at most 6 for random (2000000 contexts), got 40",
    );
  });
});
