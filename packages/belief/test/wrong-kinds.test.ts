import { createHmm, goldenMean, mess3 } from "@beliefscope/hmm-core";
import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import * as belief from "../src/index.ts";

const hmm = mess3();
const random = createRandom(1);
const call = (name: keyof typeof belief, ...args: readonly unknown[]): unknown =>
  (belief[name] as (...given: readonly unknown[]) => unknown)(...args);

describe("what callers without types may hand over", () => {
  it.each<[keyof typeof belief, readonly unknown[], string]>([
    ["chaosGame", [hmm], "options must be an object, got undefined"],
    ["chaosGame", [hmm, { points: 10 }], "random must be a Random, as of createRandom, got undefined"],
    ["beliefDimension", [hmm], "options must be an object, got undefined"],
    ["lyapunovExponents", [hmm, { random: 1 }], "random must be a Random, as of createRandom, got a number"],
    ["sampledEnsemble", [hmm], "options must be an object, got undefined"],
    ["mixedStateTree", [hmm], "options must be an object, got undefined"],
    ["mixedStateTreeFromNpz", ["x"], "bytes must be a Uint8Array, got a string"],
    ["kgramLossByTokensRead", [hmm], "options must be an object, got undefined"],
    ["kalmanFilter", [hmm], "options must be an object, got undefined"],
    ["zetaFilter", [hmm, "log"], "options must be an object, got a string"],
    ["meanOptimalLossBounds", [hmm, 3], "positions must be an array, got a number"],
    ["filterBeliefs", [hmm, [0, 1, 2]], "tokens must be a tensor {shape, data}, got an array"],
    ["cloudDimensions", [[]], "cloud must be an object, got an array"],
    ["runFilter", [null, createTensor(Int32Array.of(0), [1, 1])], "filter must be an object, got null"],
    ["lyapunovDimension", [1, 2], "exponents must be a list of numbers, got a number"],
    ["messPole", [0.05], "parameters must be an object, got a number"],
  ])("is refused by %s%j, in a TypeError with its name", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(new TypeError(`${name}: ${message}`));
  });

  it.each<[keyof typeof belief, readonly unknown[], string]>([
    ["kalmanFilterByDepth", [hmm, 3, { readout: "log" }], 'readout must be "linear" (there is no other), got "log"'],
    ["kalmanFilterByDepth", [hmm, 1e9], "depth must be at most 100000, got 1000000000"],
    ["mixedStateTree", [goldenMean(), { depth: 1e9 }], "depth must be at most 100000, got 1000000000"],
    ["wordEnsemble", [hmm, 3, { maxWords: -1 }], "maxWords must be a positive integer, got -1"],
    ["conditionalEntropies", [goldenMean(), 1e12], "length must be at most 100000, got 1000000000000"],
    ["entropyRateBounds", [hmm, { length: 1e12 }], "length must be at most 100000, got 1000000000000"],
    ["chaosGame", [hmm, { points: 1e10, random }], "points must be fewer (1 GiB of beliefs, 2^30 tokens read), got 10000000000 of 3 states, 1 tokens apart"],
    ["sampledEnsemble", [hmm, { length: 1e5, numWords: 1e6, random }], "length · numWords must be at most 44739242 for 1 GiB of beliefs, got 100000 · 1000000"],
    ["lyapunovDimension", [Infinity, [-1]], "entropyRate must be finite and 0 or more, got Infinity"],
  ])("is refused by %s%j at once, in a RangeError with its name", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(new RangeError(`${name}: ${message}`));
  }); // prettier-ignore

  // Two coins for ever, entered by a state that is left at once: several stationary laws, and a start that is none.
  const several = createHmm({
    name: "several",
    labeledTransitions: [
      [[0, 0.3, 0.2], [0, 0.1, 0], [0, 0, 0.6]],
      [[0, 0.3, 0.2], [0, 0.9, 0], [0, 0, 0.4]],
    ],
    initialBelief: [1, 0, 0],
  }); // prettier-ignore

  it.each<[keyof typeof belief, readonly unknown[]]>([
    ["stationaryStart", []],
    ["entropyRate", []],
    ["entropyRateBounds", []],
    ["conditionalEntropies", [2]],
    ["excessEntropy", []],
    ["statisticalComplexity", []],
    ["synchronizationInformation", []],
    ["kgramLaws", [2]],
    ["kgramLossByTokensRead", [{ k: 2, length: 2 }]],
    ["meanOptimalLossBounds", [[0, 1]]],
    ["kalmanFilter", [{ readout: "linear" }]],
    ["zetaFilter", [{ readout: "linear" }]],
    ["supportDimension", []],
    ["lyapunovExponents", [{ random }]],
  ])("is refused by %s with its own name where there are several stationary laws", (name, args) => {
    expect(() => call(name, several, ...args)).toThrow(
      new RangeError(`${name}: several must have one recurrent class, got several`),
    );
  });
});
