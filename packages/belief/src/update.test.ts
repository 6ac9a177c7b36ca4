import { circle3, transitionMatrix, mess3, randomHmm, even, fanizza } from "@beliefscope/hmm-core";
import { arbitraryBelief } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTokenDistribution, updateBelief } from "./index.ts";

describe("updateBelief(hmm, belief, token)", () => {
  it("averages, over tokens, to the belief pushed through the chain", () => {
    const hmm = randomHmm({ n: 3, v: 4, seed: 2 });
    const T = transitionMatrix(hmm).data;
    fc.assert(
      fc.property(arbitraryBelief(3), (belief) => {
        const p = nextTokenDistribution(hmm, belief);
        const updated = [0, 1, 2, 3].map((token) => updateBelief(hmm, belief, token));
        const mean = [0, 1, 2].map((to) => updated.reduce((sum, b, token) => sum + p[token]! * b[to]!, 0));
        const pushed = [0, 1, 2].map((to) => belief.reduce((sum, b, from) => sum + b * T[from * 3 + to]!, 0));
        expect(mean).toBeCloseToArray(pushed, { atol: 1e-14 });
      }),
      { seed: 1 },
    );
  });

  it("gives the beliefs of mess3(.05, .85) after 0, 00 and 01 (independent computation)", () => {
    const hmm = mess3({ x: 0.05, a: 0.85 });
    const b0 = updateBelief(hmm, hmm.initialBelief, 0);
    expect(b0).toBeCloseToArray([0.85, 0.075, 0.075], { atol: 1e-15 });
    expect(updateBelief(hmm, b0, 0)).toBeCloseToArray([0.974673, 0.0126635, 0.0126635], { atol: 5e-7 });
    expect(updateBelief(hmm, b0, 1)).toBeCloseToArray([0.355104, 0.592607, 0.052289], { atol: 5e-7 });
  });

  it("gives the belief of mess3(.15, .6) after 01 (independent computation)", () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const b01 = updateBelief(hmm, updateBelief(hmm, hmm.initialBelief, 0), 1);
    expect(b01).toBeCloseToArray([0.315789, 0.513158, 0.171053], { atol: 5e-7 });
  });

  it("says what is wrong with its arguments", () => {
    const hmm = even();
    expect(() => updateBelief(hmm, hmm.initialBelief, 2)).toThrow(
      "updateBelief: token must be an integer in [0, 2), got 2",
    );
    expect(() => updateBelief(hmm, Float64Array.of(1), 0)).toThrow("updateBelief: belief must have shape [2], got [1]");
    expect(() => updateBelief(hmm, Float64Array.of(0, 1), 0)).toThrow(
      "updateBelief: token must be possible under this belief, got 0 with probability 0",
    );
    expect(() => nextTokenDistribution(hmm, Float64Array.of(1))).toThrow(
      "nextTokenDistribution: belief must have shape [2], got [1]",
    );
  });

  it("refuses what is no belief", () => {
    expect(() => updateBelief(even(), Float64Array.of(2, 0), 1)).toThrow("updateBelief: belief must sum to 1, got 2");
    expect(() => nextTokenDistribution(even(), Float64Array.of(1.5, -0.5))).toThrow(
      "nextTokenDistribution: belief[1] must not be negative, got -0.5",
    );
    expect(() => updateBelief(even(), [1, 0] as unknown as Float64Array, 1)).toThrow(
      new TypeError("updateBelief: belief must be a Float64Array, got [object Array]"),
    );
  });

  it("keeps belief · |1> = 1 for a generalized process", () => {
    const hmm = fanizza();
    const belief = updateBelief(hmm, hmm.initialBelief, 1);
    expect(belief.reduce((sum, b, i) => sum + b * hmm.rightVector![i]!, 0)).toBeCloseTo(1, 14);
  });
});

describe("updateBelief and nextTokenDistribution", () => {
  it("refuse a belief that is not finite, and say where", () => {
    const belief = Float64Array.of(0.5, NaN, 0.5);
    expect(() => updateBelief(circle3(), belief, 0)).toThrow("updateBelief: belief[1] must be finite, got NaN");
    expect(() => nextTokenDistribution(circle3(), belief)).toThrow(
      "nextTokenDistribution: belief[1] must be finite, got NaN",
    );
  });
});
