import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHardHmm, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backwardVectors,
  equivalentProcesses,
  expectedTransitions,
  hmmFromJson,
  hmmFromSafetensors,
  hmmToJson,
  hmmToSafetensors,
  identifyProcess,
  logLikelihood,
  minimalRealization,
  pairwisePosteriors,
  processChecks,
  sampleTokens,
  smoothBeliefs,
  stationaryLaw,
  transitionMatrix,
  viterbiPath,
  wordProbability,
} from "../src/index.ts";

const hard = arbitraryHardHmm();

function expectLaws(data: Float64Array, width: number): void {
  for (let start = 0; start < data.length; start += width) {
    const law = data.subarray(start, start + width);
    expect(law.every((p) => p >= 0)).toBe(true);
    expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 10);
  }
}

describe("processes of 1 state, 1 token, zeros, probabilities down to 1e-300, and rows that are all but equal", () => {
  it("sample words that they find possible: every function that reads them gives finite laws", () => {
    fc.assert(
      fc.property(hard, fc.nat({ max: 100 }), (hmm, seed) => {
        const tokens = sampleTokens(hmm, { batch: 2, length: 12, random: createRandom(seed) });
        const nats = logLikelihood(hmm, tokens);
        expect(nats.every((value) => value <= 1e-9 && value > -Infinity)).toBe(true);
        const smoothed = smoothBeliefs(hmm, tokens);
        expectLaws(smoothed.beliefs.data, hmm.numStates);
        expectLaws(smoothed.initialBeliefs.data, hmm.numStates);
        expectLaws(pairwisePosteriors(hmm, tokens).data, hmm.numStates ** 2);
        const counts = expectedTransitions(hmm, tokens).transitions.data;
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(24, 9);
        const { vectors, initialVectors, initialLogScales } = backwardVectors(hmm, tokens);
        expect(vectors.data.every((entry) => entry >= 0 && entry <= 1)).toBe(true);
        viterbiPath(hmm, tokens).logProbability.forEach((logProbability, s) => {
          expect(logProbability).toBeGreaterThan(-Infinity);
          expect(logProbability).toBeLessThanOrEqual(nats[s]! + 1e-9);
          const { numStates, initialBelief } = hmm;
          const product = initialBelief.reduce((sum, b, i) => sum + b * initialVectors.data[s * numStates + i]!, 0);
          expect(initialLogScales[s]! + Math.log(product)).toBeCloseTo(nats[s]!, 9);
        });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("have the word probabilities of the sum over all hidden paths, to relative accuracy", () => {
    fc.assert(
      fc.property(hard, fc.array(fc.nat({ max: 2 }), { maxLength: 5 }), (hmm, word) => {
        fc.pre(word.every((token) => token < hmm.numTokens));
        const expected = probabilityByHiddenPaths(hmm, word);
        fc.pre(expected === 0 || expected > 1e-290); // below, both lose digits
        expect(Math.abs(wordProbability(hmm, word) - expected)).toBeLessThanOrEqual(1e-13 * expected);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("have a stationary law, or several and an error that says so", () => {
    fc.assert(
      fc.property(hard, (hmm) => {
        let law: Float64Array;
        try {
          law = stationaryLaw(hmm);
        } catch (error) {
          expect((error as Error).message).toContain("recurrent class");
          return;
        }
        expectLaws(law, hmm.numStates);
        const T = transitionMatrix(hmm).data;
        const pushed = law.map((_, to) => law.reduce((sum, p, from) => sum + p * T[from * hmm.numStates + to]!, 0));
        expect(pushed).toBeCloseToArray(law, { atol: 1e-14 });
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it("keep their words when made minimal, are equivalent to themselves, and survive files and checks", () => {
    fc.assert(
      fc.property(hard, (hmm) => {
        const minimal = minimalRealization(hmm);
        for (const word of [[], [0], [hmm.numTokens - 1, 0], [0, 0, hmm.numTokens - 1]]) {
          expect(wordProbability(minimal, word)).toBeCloseTo(wordProbability(hmm, word), 8);
        }
        expect(equivalentProcesses(hmm, hmm)).toEqual({ equivalent: true });
        expect(hmmFromJson(JSON.parse(JSON.stringify(hmmToJson(hmm))))).toEqual(hmm);
        expect(hmmFromSafetensors(hmmToSafetensors(hmm))).toEqual(hmm);
        const { observabilityRank, minimalDimension, nonNegativeToDepth } = processChecks(hmm);
        expect(observabilityRank).toBeLessThanOrEqual(hmm.numStates);
        expect(minimalDimension).toBeLessThanOrEqual(observabilityRank);
        expect(nonNegativeToDepth).toBe(Infinity);
        const { id } = identifyProcess(hmm);
        expect(id === null || typeof id === "string").toBe(true);
      }),
      { seed: 4, numRuns: 40 },
    );
  });
});
