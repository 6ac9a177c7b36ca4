import { type Hmm, rrxor, trap2, z1r, goldenMean } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { type BeliefLaw, nextBeliefLaw } from "./belief-law.ts";

/** The number of different beliefs after 0, 1, ..., length tokens, together. */
function countMixedStates(hmm: Hmm, length: number): number {
  const found: Float64Array[] = [];
  let law: BeliefLaw = { beliefs: hmm.initialBelief, probability: Float64Array.of(1) };
  for (let k = 0; k <= length; k++) {
    for (let row = 0; row < law.probability.length; row++) {
      const belief = law.beliefs.slice(row * hmm.numStates, (row + 1) * hmm.numStates);
      if (!found.some((other) => other.every((b, i) => Math.abs(b - belief[i]!) < 1e-9))) found.push(belief);
    }
    law = nextBeliefLaw(hmm, law, 10_000)!;
  }
  return found.length;
}

describe("nextBeliefLaw(hmm, law, maxBeliefs)", () => {
  it("merges equal beliefs: rrxor has 36 mixed states, z1r 7, golden_mean 3 (published)", () => {
    expect(countMixedStates(rrxor(), 40)).toBe(36);
    expect(countMixedStates(z1r(), 20)).toBe(7);
    expect(countMixedStates(goldenMean(), 20)).toBe(3);
  });

  it("keeps all probability", () => {
    let law: BeliefLaw = { beliefs: trap2().initialBelief, probability: Float64Array.of(1) };
    for (let k = 0; k < 30; k++) law = nextBeliefLaw(trap2(), law, 1000)!;
    expect(law.probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it("is null when there are too many beliefs", () => {
    const law = { beliefs: rrxor().initialBelief, probability: Float64Array.of(1) };
    expect(nextBeliefLaw(rrxor(), law, 1)).toBeNull();
    expect(nextBeliefLaw(rrxor(), law, 2)?.probability).toHaveLength(2);
  });
});
