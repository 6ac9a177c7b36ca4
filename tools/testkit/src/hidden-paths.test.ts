import { describe, expect, it } from "vitest";
import { jointByHiddenPaths, probabilityByHiddenPaths } from "./index.ts";

// Two states, two tokens; from state 0: emit 0 and stay 1/2, emit 1 and go 1/2; from state 1: emit 0 and go, always.
const process = {
  numTokens: 2,
  numStates: 2,
  labeledTransitions: Float64Array.of(0.5, 0, 1, 0, 0, 0.5, 0, 0),
  initialBelief: Float64Array.of(1, 0),
};

describe("jointByHiddenPaths(process, word)", () => {
  it("is what a hand count of the paths gives", () => {
    expect(jointByHiddenPaths(process, [0, 1])).toBeCloseToArray([0, 0.25], {});
    expect(jointByHiddenPaths(process, [1, 0])).toBeCloseToArray([0.5, 0], {});
    expect(probabilityByHiddenPaths(process, [1, 1])).toBe(0);
    expect(probabilityByHiddenPaths(process, [])).toBe(1);
  });
});
