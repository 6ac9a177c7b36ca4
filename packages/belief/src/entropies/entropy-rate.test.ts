import {
  circle3,
  coin,
  even,
  fanizza,
  goldenMean,
  mess3,
  messN,
  minimalRealization,
  mixture,
  rrxor,
  sns,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import { arbitraryHardHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionalEntropies, entropyRate, entropyRateBounds, kalmanFilter, kalmanFilterByDepth } from "../index.ts";

/** Nats. */
function binary(p: number): number {
  return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

describe("entropyRate(hmm)", () => {
  it.each([
    ["rrxor", rrxor(), (2 / 3) * Math.LN2, "unifilar states"],
    ["z1r", z1r(), Math.LN2 / 3, "unifilar states"],
    ["golden_mean(.3)", goldenMean({ p: 0.3 }), binary(0.3) / 1.3, "unifilar states"],
    ["even(1e-4), whose bounds take long to meet,", even({ p: 1e-4 }), binary(1e-4) / (1 + 1e-4), "unifilar states"],
    ["a mixture", mixture([coin({ p: 0.3 }), z1r()], [0.5, 0.5]), (binary(0.3) + Math.LN2 / 3) / 2, "unifilar states"],
    ["z1r in a signed presentation", minimalRealization(z1r()), Math.LN2 / 3, "mixed states"],
    ["rrxor in a signed presentation", minimalRealization(rrxor()), (2 / 3) * Math.LN2, "mixed states"],
    ["messN that shows nothing", messN({ x: 0.1, a: 1 / 3, n: 3 }), Math.log(3), "mixed states"],
    ["trap2", trap2({ x: 0.1, a: 0.25 }), 0.69304077902, "conditional entropies"],
  ] as const)("of %s is exact: %#", (_, hmm, rate, method) => {
    const found = entropyRate(hmm);
    expect(found).toMatchObject({ exact: true, method });
    expect(found.nats).toBeCloseTo(rate, 10);
    expect(found.lower).toBeCloseTo(rate, 10);
    expect(found.upper).toBeCloseTo(rate, 10);
  });

  it("is between bounds where there are too many beliefs, and says how many tokens they took", () => {
    for (const hmm of [mess3({ x: 0.05, a: 0.85 }), circle3({ x: 0.05, a: 0.85 })]) {
      const { nats, lower, upper, exact, method, length } = entropyRate(hmm);
      expect({ exact, method }).toEqual({ exact: false, method: "conditional entropies" });
      expect({ lower, upper, length }).toEqual(entropyRateBounds(hmm));
      expect(lower).toBeLessThan(0.79345754574);
      expect(upper).toBeGreaterThan(0.79345754574);
      expect(nats).toBe((lower! + upper) / 2);
    }
    const { lower, exact, nats, upper } = entropyRate(fanizza());
    expect({ lower, exact, nats }).toEqual({ lower: null, exact: false, nats: upper });
  });

  it("agrees with the bounds wherever it is exact", () => {
    for (const hmm of [rrxor({ p1: 0.3, p2: 0.4 }), even({ p: 0.2 }), sns({ p: 1, q: 0.3 }), goldenMean({ p: 0.7 })]) {
      const { exact, nats } = entropyRate(hmm);
      const bounds = entropyRateBounds(hmm);
      expect(exact).toBe(true);
      expect(nats).toBeGreaterThanOrEqual(bounds.lower! - 1e-12);
      expect(nats).toBeLessThanOrEqual(bounds.upper + 1e-12);
    }
  });
});

describe("processes of 1 state, 1 token, zeros, probabilities down to 1e-300, and rows that are all but equal", () => {
  it("have entropies in order and filters that are finite, or an error that says why not", () => {
    fc.assert(
      fc.property(arbitraryHardHmm(), (hmm) => {
        try {
          const { lower, upper, nats } = entropyRate(hmm);
          const { myopic, givenStart } = conditionalEntropies(hmm, 3);
          expect(lower).toBeGreaterThanOrEqual(-1e-12);
          expect(nats).toBeGreaterThanOrEqual(lower!);
          expect(nats).toBeLessThanOrEqual(upper);
          expect(upper).toBeLessThanOrEqual(myopic[3]! + 1e-9);
          expect(upper).toBeGreaterThanOrEqual(givenStart![3]! - 1e-9);
          const { poles, tokenVectors } = kalmanFilter(hmm, { readout: "linear" });
          expect(poles.every(([re, im]) => Math.hypot(re, im) < 1)).toBe(true);
          expect(tokenVectors.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/recurrent class|stationary best filter/);
        }
        const { tokenVectors, claimCovariances } = kalmanFilterByDepth(hmm, 4);
        expect(tokenVectors.data.every(Number.isFinite)).toBe(true);
        for (let k = 0; k <= 4; k++) {
          for (let s = 0; s < hmm.numStates; s++) {
            const variance = claimCovariances.data[(k * hmm.numStates + s) * hmm.numStates + s]!;
            expect(variance).toBeGreaterThanOrEqual(-1e-12);
            expect(variance).toBeLessThanOrEqual(0.25 + 1e-9); // that of a share in [0, 1]
          }
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  }, 20_000);
});
