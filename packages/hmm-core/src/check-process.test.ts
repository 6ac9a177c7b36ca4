import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import {
  backwardVectors,
  baumWelch,
  checkProcess,
  circle3,
  expectedTransitions,
  filterBeliefs,
  type Hmm,
  logLikelihood,
  moon,
  pairwisePosteriors,
  sampleInPieces,
  sampleTokens,
  smoothBeliefs,
  tokenSampler,
  viterbiPath,
  wordProbability,
} from "./index.ts";

describe("checkProcess(caller, argument, hmm)", () => {
  it.each([
    ["must be a process, got null", null],
    ["must be a process, got an object", {}],
    [
      ".labeledTransitions must have 27 entries, got 26",
      { ...circle3(), labeledTransitions: circle3().labeledTransitions.slice(1) },
    ],
    [".rightVector must have 3 entries, got 2", { ...moon(), rightVector: Float64Array.of(1, 0) }],
    [".initialBelief must have shape [3], got [2]", { ...circle3(), initialBelief: Float64Array.of(0.5, 0.5) }],
    [".initialBelief must sum to 1, got 2", { ...circle3(), initialBelief: Float64Array.of(1, 0.5, 0.5) }],
    [".initialBelief[1] must not be negative, got -1", { ...circle3(), initialBelief: Float64Array.of(1, -1, 1) }],
    [".initialBelief[0] must be finite, got NaN", { ...circle3(), initialBelief: new Float64Array(3).fill(NaN) }],
    [
      ".initialBelief must sum to 1 with the rightVector, got NaN",
      { ...moon(), rightVector: new Float64Array(3).fill(NaN) },
    ],
    [".initialBelief must be a Float64Array, got [object Array]", { ...circle3(), initialBelief: [0.2, 0.3, 0.5] }],
  ])("refuses what is none: hmm%s", (message, hmm) => {
    const separator = message.startsWith(".") ? "" : " ";
    expect(() => checkProcess("mine", "hmm", hmm as Hmm)).toThrow(`mine: hmm${separator}${message}`);
  });

  it("stands before every function that reads or draws tokens", async () => {
    const hmm = { ...circle3(), initialBelief: Float64Array.of(0.5, 0.5) };
    const tokens = createTensor(Int32Array.of(0, 1), [1, 2]);
    const calls = {
      backwardVectors: () => backwardVectors(hmm, tokens),
      expectedTransitions: () => expectedTransitions(hmm, tokens),
      filterBeliefs: () => filterBeliefs(hmm, tokens),
      logLikelihood: () => logLikelihood(hmm, tokens),
      pairwisePosteriors: () => pairwisePosteriors(hmm, tokens),
      smoothBeliefs: () => smoothBeliefs(hmm, tokens),
      viterbiPath: () => viterbiPath(hmm, tokens),
      wordProbability: () => wordProbability(hmm, [0, 1]),
      sampleTokens: () => sampleTokens(hmm, { batch: 1, length: 2, random: createRandom(1) }),
      sampleInPieces: () => [...sampleInPieces(hmm, { batch: 1, length: 2, random: createRandom(1) })],
      tokenSampler: () => tokenSampler(hmm, createRandom(1)),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(call).toThrow(`${name}: hmm.initialBelief must have shape [3], got [2]`);
    }
    await expect(baumWelch(hmm, tokens)).rejects.toThrow(
      "baumWelch: initial.initialBelief must have shape [3], got [2]",
    );
  });
});
