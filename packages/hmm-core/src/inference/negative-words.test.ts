import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import {
  backwardVectors,
  blochWalk,
  createHmm,
  fanizza,
  filterBeliefs,
  logLikelihood,
  moon,
  refuseNegative,
  sampleTokens,
  wordProbability,
} from "../index.ts";

/** One "state", and tokens of "probability" 1.5 and -0.5: T|1> = |1> holds. */
const impostor = createHmm({ name: "impostor", labeledTransitions: [[[1.5]], [[-0.5]]], rightVector: [1] });
const words = createTensor(Int32Array.of(0, 1, 1), [1, 3]);

describe("refuseNegative(hmm, probability)", () => {
  it("names a shortest word of negative probability, and says that it is no process's", () => {
    expect(() => refuseNegative(impostor, -0.75)).toThrow(
      new RangeError(
        "impostor: words must have probabilities of 0 or more, got -0.5 for the word [1]: this is not a process",
      ),
    );
    // P(x) = 1/2 each, P(11) = -1/2: by hand, b = (1, 0) -> (1/2, 1/2 · s) ...
    const later = createHmm({
      name: "later",
      rightVector: [1, 0],
      labeledTransitions: [[[0.5, 0.25], [0.5, -1]], [[0.5, -0.25], [-0.5, 1]]], // prettier-ignore
      initialBelief: [1, 0],
    });
    expect(() => refuseNegative(later, -1)).toThrow(/later: .* got -\d.* for the word \[[01](, [01])+\]/);
  });

  it("takes rounding for what it is", () => {
    refuseNegative(impostor, -1e-13);
    refuseNegative(impostor, 0);
  });

  it.each([
    ["filterBeliefs", () => filterBeliefs(impostor, words)],
    ["logLikelihood", () => logLikelihood(impostor, words)],
    ["backwardVectors", () => backwardVectors(impostor, words)],
    ["wordProbability", () => wordProbability(impostor, [0, 1])],
    ["sampleTokens", () => sampleTokens(impostor, { batch: 1, length: 1, random: createRandom(1) })],
  ])("stops %s", (_, call) => {
    expect(call).toThrow(/-0\.5 for the word \[1\]: this is not a process/);
  });

  it("does not stop signed processes, over long runs", () => {
    for (const hmm of [fanizza(), moon(), blochWalk()]) {
      const tokens = sampleTokens(hmm, { batch: 1, length: 20_000, random: createRandom(2) });
      expect(logLikelihood(hmm, tokens)[0]).toBeLessThan(0);
      expect(() => backwardVectors(hmm, tokens)).not.toThrow();
    }
  });
});
