import { createHmm } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import {
  beliefDimension,
  blockEntropies,
  chaosGame,
  conditionalEntropies,
  entropyRate,
  entropyRateBounds,
  excessEntropy,
  kalmanFilter,
  kalmanFilterByDepth,
  kgramLaws,
  lyapunovExponents,
  mixedStatePresentation,
  mixedStateTree,
  nextTokenDistribution,
  optimalLossByTokensRead,
  sampledEnsemble,
  statisticalComplexity,
  supportDimension,
  updateBelief,
  wordCloud,
  wordEnsemble,
  wordTree,
  zetaFilter,
} from "../src/index.ts";

const random = createRandom(1);

/** One "state", and tokens of "probability" 1.5 and -0.5: T|1> = |1> holds. */
const impostor = createHmm({ name: "impostor", labeledTransitions: [[[1.5]], [[-0.5]]], rightVector: [1] });
/** The same on two "states" that never meet: as a mixture. */
const pair = createHmm({
  name: "pair",
  labeledTransitions: [[[1.5, 0], [0, 0.5]], [[-0.5, 0], [0, 0.5]]], // prettier-ignore
  rightVector: [1, 1],
  initialBelief: [0.1, 0.9],
});

describe("a generalized HMM that gives a word a negative probability", () => {
  it.each([
    ["updateBelief", () => updateBelief(impostor, Float64Array.of(1), 1)],
    ["nextTokenDistribution", () => nextTokenDistribution(impostor, Float64Array.of(1))],
    ["mixedStateTree", () => mixedStateTree(impostor, { depth: 1 })],
    ["wordEnsemble", () => wordEnsemble(impostor, 1)],
    ["wordTree", () => wordTree(impostor, 1)],
    ["wordCloud", () => wordCloud(impostor, 1)],
    ["kgramLaws", () => kgramLaws(impostor, 1)],
    ["sampledEnsemble", () => sampledEnsemble(impostor, { length: 3, numWords: 10, random })],
    ["mixedStatePresentation", () => mixedStatePresentation(impostor)],
    ["optimalLossByTokensRead", () => optimalLossByTokensRead(impostor, 0)],
    ["blockEntropies", () => blockEntropies(impostor, 1)],
    ["conditionalEntropies", () => conditionalEntropies(impostor, 0)],
    ["entropyRate", () => entropyRate(impostor)],
    ["entropyRateBounds", () => entropyRateBounds(impostor)],
    ["excessEntropy", () => excessEntropy(impostor)],
    ["statisticalComplexity", () => statisticalComplexity(impostor)],
    ["chaosGame", () => chaosGame(impostor, { points: 10, random })],
    ["lyapunovExponents", () => lyapunovExponents(impostor, { random })],
    ["supportDimension", () => supportDimension(impostor)],
    ["beliefDimension", () => beliefDimension(impostor, { random })],
    ["kalmanFilter", () => kalmanFilter(impostor, { readout: "linear" })],
    ["kalmanFilterByDepth", () => kalmanFilterByDepth(impostor, 1)],
    ["zetaFilter", () => zetaFilter(impostor, { readout: "linear" })],
  ])("stops %s, which names the word and says that it is no process", (_, call) => {
    expect(call).toThrow(
      new RangeError("impostor: words must have probabilities of 0 or more, got -0.5 for the word [1]: this is not a process"), // prettier-ignore
    );
  });

  // P(1^n) = 0.1 (-0.5)^n + 0.9 (0.5)^n, P(0^n 1) = -0.05 · 1.5^n + 0.45 · 0.5^n: negative from n = 3 on.
  it.each([
    ["mixedStateTree", () => mixedStateTree(pair, { depth: 6 })],
    ["wordTree", () => wordTree(pair, 6)],
    ["optimalLossByTokensRead", () => optimalLossByTokensRead(pair, 6)],
    ["mixedStatePresentation", () => mixedStatePresentation(pair)],
    ["entropyRate", () => entropyRate(pair)],
  ])("stops %s where only longer words are, as soon as it meets one", (_, call) => {
    expect(call).toThrow(/pair: .* got -\S+ for the word \[0, 0, 0, 1\]: this is not a process/);
    expect(mixedStateTree(pair, { depth: 3 }).probability.every((p) => p > 0)).toBe(true);
  });
});
