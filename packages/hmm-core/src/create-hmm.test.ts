import "@beliefscope/testkit";
import { createTensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import { createHmm } from "./index.ts";

const goldenMean = [
  [[0.5, 0], [1, 0]],
  [[0, 0.5], [0, 0]],
]; // prettier-ignore

describe("createHmm({labeledTransitions, ...})", () => {
  it("takes nested arrays or a tensor, starts stationary, and shares no memory with its input", () => {
    const data = Float64Array.from(goldenMean.flat(2));
    const fromTensor = createHmm({ labeledTransitions: createTensor(data, [2, 2, 2]) });
    data.fill(7);
    expect(fromTensor).toEqual(createHmm({ labeledTransitions: goldenMean }));
    expect(fromTensor).toMatchObject({ name: "hmm", numTokens: 2, numStates: 2 });
    expect(fromTensor.initialBelief).toBeCloseToArray([2 / 3, 1 / 3], { atol: 1e-15 });
  });

  it("says what does not sum to one, where, and what it got", () => {
    const labeledTransitions = [[[0.5, 0], [0.9, 0]], [[0, 0.5], [0, 0]]]; // prettier-ignore
    expect(() => createHmm({ labeledTransitions })).toThrow(
      "createHmm: transitions from state 1 must sum to 1, got 0.9",
    );
    expect(() => createHmm({ labeledTransitions: goldenMean, initialBelief: [0.5, 0.4] })).toThrow(
      "createHmm: initialBelief must sum to 1, got 0.9",
    );
  });

  it("refuses negative probabilities in a proper HMM, and takes them with a right vector", () => {
    const labeledTransitions = [[[1.5]], [[-0.5]]];
    expect(() => createHmm({ labeledTransitions })).toThrow(
      "createHmm: labeledTransitions[1][0][0] must not be negative, got -0.5",
    );
    expect(createHmm({ labeledTransitions, rightVector: [2] }).initialBelief).toBeCloseToArray([0.5], { atol: 1e-15 });
    expect(() => createHmm({ labeledTransitions: goldenMean, initialBelief: [1.5, -0.5] })).toThrow(
      "createHmm: initialBelief[1] must not be negative, got -0.5",
    );
  });

  it("checks T|1> = |1> of a generalized HMM", () => {
    expect(() => createHmm({ labeledTransitions: goldenMean, rightVector: [1, 2] })).toThrow(
      "createHmm: transitions from state 0 times rightVector must sum to 1, got 1.5",
    );
  });

  it("names the place of a wrong shape or entry", () => {
    const create = (labeledTransitions: unknown) => () => createHmm({ labeledTransitions } as never);
    expect(create([[[1, 0]]])).toThrow(
      "createHmm: labeledTransitions must have shape [token, state, state], got [1, 1, 2]",
    );
    expect(create([[[1, 0], [1]]])).toThrow("createHmm: labeledTransitions[0][1] must have 2 entries like those before it, got 1"); // prettier-ignore
    expect(create([[["1"]]])).toThrow("createHmm: labeledTransitions[0][0][0] must be a number, got a string");
    expect(create([[[NaN]]])).toThrow("createHmm: labeledTransitions[0][0][0] must be a finite number, got NaN");
    expect(create([[1]])).toThrow("createHmm: labeledTransitions[0][0] must be an array, got a number");
    expect(create([])).toThrow("createHmm: labeledTransitions must not be empty, got []");
    expect(create(null)).toThrow("createHmm: labeledTransitions must be an array, got null");
  });

  it("checks names and lengths", () => {
    expect(() => createHmm({ labeledTransitions: goldenMean, tokenNames: ["a"] })).toThrow(
      'createHmm: tokenNames must be 2 different names, got ["a"]',
    );
    expect(() => createHmm({ labeledTransitions: goldenMean, stateNames: ["a", "a"] })).toThrow("2 different names");
    expect(() => createHmm({ labeledTransitions: goldenMean, tokenNames: ["a", "b\u001b[31m"] })).toThrow(
      String.raw`tokenNames must have no control characters, got "b\u001b[31m"`,
    );
    expect(() => createHmm({ labeledTransitions: goldenMean, initialBelief: [1] })).toThrow(
      "createHmm: initialBelief must have shape [2], got [1]",
    );
  });
});
