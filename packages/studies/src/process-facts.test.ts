import { circleN, mess3 } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { processFacts } from "./process-facts.ts";

describe("processFacts(hmm, { length })", () => {
  it("agrees with the reference numbers of mess3(.05, .85)", () => {
    const facts = processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 8 });
    expect(facts.optimalLoss.mean).toBeCloseTo(0.842918722, 9);
    expect(facts.optimalLoss.byTokensRead).toHaveLength(8);
    expect(facts.entropyRate.lower!).toBeLessThanOrEqual(0.79345754574);
    expect(facts.entropyRate.upper).toBeGreaterThanOrEqual(0.79345754574);
    expect(facts.emitOn).toBe("arrival");
    expect(facts.eigenvalues.map(([re]) => re)).toEqual(
      [1, 0.85, 0.85].map((value) => expect.closeTo(value, 12) as number),
    );
  });

  it("keeps the order of states and tokens (circle3: state 0 moves on to state 1)", () => {
    const { transition, labeledTransitions, emission } = processFacts(circleN({ x: 0.05, a: 0.85, n: 3 }), {
      length: 1,
    });
    expect(transition[0]).toEqual([0.05, 0.9, 0.05].map((value) => expect.closeTo(value, 12) as number));
    expect(labeledTransitions[0]![0]![1]).toBeCloseTo(0.85 * 0.9, 12);
    expect(emission![0]![0]).toBeCloseTo(0.85, 12);
  });
});
