import {
  cantor,
  circle3,
  coin,
  even,
  fanizza,
  goldenMean,
  mess3,
  messN,
  mixture,
  randomHmm,
  rrxor,
  sierpinski,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entropyRateBounds } from "../index.ts";

describe("entropyRateBounds(hmm)", () => {
  // Entropy rates in nats, computed independently (numpy, C and mpmath) or in closed form.
  it.each([
    ["messN(.05,.85,3)", messN({ x: 0.05, a: 0.85, n: 3 }), 0.79345754574, 3e-6],
    ["mess3(.05,.85)", mess3({ x: 0.05, a: 0.85 }), 0.79345754574, 3e-6],
    ["circle3(.05,.85), messN in another frame,", circle3({ x: 0.05, a: 0.85 }), 0.79345754574, 3e-6],
    ["mess3(.15,.6)", mess3({ x: 0.15, a: 0.6 }), 1.08888820888, 2e-7],
    ["trap2(.1,.25)", trap2({ x: 0.1, a: 0.25 }), 0.69304077902, 1e-11],
    ["rrxor(.5,.5)", rrxor({ p1: 0.5, p2: 0.5 }), (2 / 3) * Math.LN2, 2e-12],
    ["z1r(.5)", z1r({ p: 0.5 }), Math.LN2 / 3, 1e-12],
    ["golden_mean(.5)", goldenMean({ p: 0.5 }), (2 / 3) * Math.LN2, 1e-12],
    ["even(.5)", even({ p: 0.5 }), (2 / 3) * Math.LN2, 1e-12],
    ["cantor", cantor(), Math.LN2, 1e-12],
    ["sierpinski", sierpinski(), Math.log(3), 1e-12],
    ["coin(.25)", coin({ p: 0.25 }), -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 1e-12],
  ])("encloses the entropy rate of %s", (_, hmm, rate, width) => {
    const { lower, upper } = entropyRateBounds(hmm);
    expect(lower).toBeLessThanOrEqual(rate + 1e-11);
    expect(upper).toBeGreaterThanOrEqual(rate - 1e-11);
    expect(upper - lower!).toBeLessThan(width);
  });

  it("tightens from both sides as the length grows", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: false, maxStates: 3 }), (hmm) => {
        const bounds = [0, 1, 2, 3, 4].map((length) => entropyRateBounds(hmm, { length }));
        bounds.slice(1).forEach(({ lower, upper, length }, i) => {
          expect(length).toBe(i + 1);
          expect(upper).toBeLessThanOrEqual(bounds[i]!.upper + 1e-12);
          expect(lower).toBeGreaterThanOrEqual(bounds[i]!.lower! - 1e-12);
          expect(lower).toBeLessThanOrEqual(upper);
        });
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it("starts from the stationary law, of a mixture from its own", () => {
    const hmm = randomHmm({ n: 2, v: 2 });
    expect(entropyRateBounds({ ...hmm, initialBelief: Float64Array.of(1, 0) }, { length: 5 })).toEqual(
      entropyRateBounds(hmm, { length: 5 }),
    );
    const { upper, lower } = entropyRateBounds(mixture([coin({ p: 0.5 }), coin({ p: 1 })], [0.5, 0.5]));
    expect(lower).toBeLessThanOrEqual(Math.LN2 / 2 + 1e-12);
    expect(upper).toBeCloseTo(Math.LN2 / 2, 9);
  });

  it("has no lower bound for a generalized process", () => {
    expect(entropyRateBounds(fanizza(), { length: 6 }).lower).toBeNull();
  });

  it("says how far it can go", () => {
    expect(() => entropyRateBounds(mess3(), { length: 40 })).toThrow(
      "entropyRateBounds: length must be at most 11 for mess3",
    );
    expect(() => entropyRateBounds(mess3(), { length: 0.5 })).toThrow("length must be a non-negative integer, got 0.5");
  }, 30_000);
});
