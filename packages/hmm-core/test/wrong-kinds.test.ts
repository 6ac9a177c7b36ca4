import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import * as core from "../src/index.ts";

const { goldenMean, mess3 } = core;
const random = createRandom(1);
const tokens = createTensor(Int32Array.of(0, 1, 0), [1, 3]);
const call = (name: keyof typeof core, ...args: readonly unknown[]): unknown =>
  (core[name] as (...given: readonly unknown[]) => unknown)(...args);

describe("what callers without types may hand over", () => {
  it.each<[keyof typeof core, readonly unknown[], string]>([
    ["createProcess", ["coin", { p: "0.5" }], "coin: p must be a number, got a string"],
    ["createProcess", ["coin", { p: null }], "coin: p must be a number, got null"],
    ["createProcess", ["coin", null], "coin: parameters must be an object, got null"],
    ["createProcess", [3], "findProcess: id must be a string, got a number"],
    ["parseProcessSpec", [undefined], "parseProcessSpec: text must be a string, got undefined"],
    ["createHmm", [undefined], "createHmm: input must be an object, got undefined"],
    ["createHmm", [{ labeledTransitions: [[[1]]], name: 5 }], "createHmm: name must be a string, got a number"],
    ["createHmm", [{ labeledTransitions: [[[1]]], initialBelief: 1 }], "createHmm: initialBelief must be a list of numbers, got a number"],
    ["fromTransitionEmission", [[[1]], [[1]]], "fromTransitionEmission: options must be an object, got undefined"],
    ["product", [goldenMean(), mess3()], "product: parts must be an array, got an object"],
    ["product", [[goldenMean(), 3]], "product: parts[1] must be a process, got a number"],
    ["mixture", [goldenMean(), [1]], "mixture: parts must be an array, got an object"],
    ["mixture", [[goldenMean()], 1], "mixture: weights must be an array, got a number"],
    ["interpolateHmm", [goldenMean(), goldenMean(), 0.5], "interpolateHmm: options must be an object, got undefined"],
    ["filterBeliefs", [mess3(), [0, 1, 2]], "filterBeliefs: tokens must be a tensor {shape, data}, got an array"],
    ["logLikelihood", [mess3()], "logLikelihood: tokens must be a tensor {shape, data}, got undefined"],
    ["sampleTokens", [mess3()], "sampleTokens: options must be an object, got undefined"],
    ["sampleTokens", [mess3(), { batch: 1, length: 1 }], "sampleTokens: random must be a Random, as of createRandom, got undefined"],
    ["tokenSampler", [mess3(), 7], "tokenSampler: random must be a Random, as of createRandom, got a number"],
    ["padTokens", [[[0], 1]], "padTokens: sequences[1] must be a list of numbers, got a number"],
    ["wordProbability", [mess3(), 0], "wordProbability: word must be a list of numbers, got a number"],
    ["hmmFromSafetensors", ["x"], "hmmFromSafetensors: bytes must be a Uint8Array, got a string"],
  ])("is refused by %s%j, in a TypeError that says what it must be", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(new TypeError(message));
  }); // prettier-ignore

  it.each<[keyof typeof core, readonly unknown[], string]>([
    ["createHmm", [{ labeledTransitions: [[[1]]], rightVector: [0] }], "createHmm: rightVector must not be all zeros, got [0]"],
    ["sampleTokens", [mess3(), { batch: 1e9, length: 1e9, random }], "sampleTokens: batch · length must be at most 2^30 (see sampleInPieces), got 1000000000 · 1000000000"],
    ["hmmFromJson", [{ labeledTransitions: [[[1]]], schema: "beliefscope-hmm/2" }], 'hmmFromJson: schema must be "beliefscope-hmm/1", got "beliefscope-hmm/2"'],
    ["hmmFromJson", [{ labeledTransitions: [[[1]]], schemaVersion: 2 }], 'hmmFromJson: fields must be among labeledTransitions, rightVector, schema, name, initialBelief, tokenNames, stateNames, got "schemaVersion" (did you mean schema?)'],
  ])("is refused by %s%j, in a RangeError that says what it must be", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(new RangeError(message));
  }); // prettier-ignore

  it("is read without a schema: a SPEC file need not have one", () => {
    expect(core.hmmFromJson({ labeledTransitions: [[[0.25]], [[0.75]]] }).numTokens).toBe(2);
  });

  it("is no prior that baumWelch could compute with", async () => {
    await expect(core.baumWelch(goldenMean(), tokens, { prior: 1e308 })).rejects.toThrow(
      new RangeError("baumWelch: prior must be at most 1000000000000, got 1e+308"),
    );
    const { hmm } = await core.baumWelch(goldenMean(), tokens, { prior: 1e12 });
    expect(hmm.labeledTransitions).toBeCloseToArray(goldenMean({ p: 0.5 }).labeledTransitions, { atol: 1e-9 });
  });
});
