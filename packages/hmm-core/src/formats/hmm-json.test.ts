import { describe, expect, it } from "vitest";
import { daysOfWeek, fanizza, fromTransitionEmission, hmmFromJson, hmmToJson, processes } from "../index.ts";

describe("hmmToJson(hmm) and hmmFromJson(value)", () => {
  it("give every registered process back bit by bit, through text", () => {
    for (const definition of processes) {
      const hmm = definition.create();
      expect(hmmFromJson(JSON.parse(JSON.stringify(hmmToJson(hmm))))).toEqual(hmm);
    }
  });

  it("keep names and right vectors", () => {
    expect(hmmToJson(daysOfWeek()).tokenNames?.at(-1)).toBe("Wkdy");
    expect(hmmToJson(fanizza()).rightVector).toEqual([1, 1, 1, 1]);
  });
});

describe("hmmFromJson(value)", () => {
  it("reads transition and emission matrices", () => {
    const matrices = { transition: [[0.9, 0.1], [0.2, 0.8]], emission: [[1, 0], [0.5, 0.5]] }; // prettier-ignore
    expect(hmmFromJson({ ...matrices, emitOn: "arrival", name: "pair" })).toEqual(
      fromTransitionEmission(matrices.transition, matrices.emission, { emitOn: "arrival", name: "pair" }),
    );
    expect(() => hmmFromJson(matrices)).toThrow('emitOn must be "departure" or "arrival", got undefined');
  });

  it.each([
    [null, "hmmFromJson: value must be an object, got null"],
    [[1], "hmmFromJson: value must be an object, got an array"],
    ["mess3", "hmmFromJson: value must be an object, got a string"],
    [{}, "hmmFromJson: value must have labeledTransitions, or transition, emission and emitOn, got fields []"],
    [{ labelledTransitions: [[[1]]] }, 'got "labelledTransitions" (did you mean labeledTransitions?)'],
    [{ labeledTransitions: [[[1]]], emitOn: "arrival" }, 'got "emitOn"'],
    [{ labeledTransitions: [[["x"]]] }, "labeledTransitions[0][0][0] must be a number, got a string"],
    [{ labeledTransitions: [[[null]]] }, "labeledTransitions[0][0][0] must be a number, got null"],
    [{ labeledTransitions: [] }, "labeledTransitions must not be empty"],
    [{ labeledTransitions: [[[0.5]]] }, "transitions from state 0 must sum to 1, got 0.5"],
    [{ labeledTransitions: [[[1]]], initialBelief: "1" }, 'initialBelief must be an array of numbers, got "1"'],
    [{ labeledTransitions: [[[1]]], rightVector: [null] }, "rightVector must be an array of numbers, got [null]"],
    [{ labeledTransitions: [[[1]]], name: 3 }, "name must be a string, got a number"],
    [{ labeledTransitions: [[[1]]], tokenNames: "a" }, 'tokenNames must be an array of strings, got "a"'],
    [{ transition: [[1]], emitOn: "arrival" }, "emission must be an array, got undefined"],
    [{ transition: [[1], [1]], emission: [[1], [1]], emitOn: "arrival" }, "transition must be square, got [2, 1]"],
    [{ transition: [[1]], emission: [[0.5, 0.5], [1]], emitOn: "arrival" }, "emission[1] must have 2 entries"],
  ])("refuses %j", (value, message) => {
    expect(() => hmmFromJson(value)).toThrow(message);
  });
});
