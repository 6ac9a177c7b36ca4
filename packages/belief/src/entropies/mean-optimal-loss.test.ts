import { blochWalk, circle3, goldenMean, mess3, messN, randomHmm, rrxor, trap2, z1r } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { meanOptimalLossBounds, optimalLossByTokensRead } from "../index.ts";

describe("meanOptimalLossBounds(hmm, [first, last])", () => {
  // Mean over the first 256 predictions, computed independently (numpy, C and mpmath).
  it.each([
    ["messN(.05,.85,3)", messN({ x: 0.05, a: 0.85, n: 3 }), 0.795003238, 1e-6],
    ["mess3(.05,.85)", mess3({ x: 0.05, a: 0.85 }), 0.795003238, 1e-6],
    ["circle3(.05,.85)", circle3({ x: 0.05, a: 0.85 }), 0.795003238, 1e-6],
    ["mess3(.15,.6)", mess3({ x: 0.15, a: 0.6 }), 1.08893726, 2e-8],
    ["trap2(.1,.25)", trap2({ x: 0.1, a: 0.25 }), 0.693351937, 0],
    ["rrxor(.5,.5)", rrxor(), 0.468194645, 0],
    ["z1r(.5)", z1r(), 0.235340514, 0],
    ["golden_mean(.5)", goldenMean(), 0.462779433, 0],
  ])("encloses the published mean over 256 predictions of %s", (_, hmm, published, width) => {
    const { lower, upper } = meanOptimalLossBounds(hmm, [0, 255]);
    expect(lower).toBeLessThan(published + 1e-9);
    expect(upper).toBeGreaterThan(published - 1e-9);
    expect(upper - lower!).toBeLessThanOrEqual(width);
  });

  it("is the plain mean of the losses at `positions` where all of these are exact", () => {
    const hmm = randomHmm({ n: 3, v: 2, seed: 5 });
    const losses = optimalLossByTokensRead(hmm, 6);
    const mean = losses.subarray(2).reduce((sum, loss) => sum + loss, 0) / 5;
    const { lower, upper, exactThrough } = meanOptimalLossBounds(hmm, [2, 6]);
    expect(lower).toBe(upper);
    expect(upper).toBeCloseTo(mean, 13);
    expect(exactThrough).toBe(6);
  });

  it("bounds positions that all lie beyond the exact ones by the bounds of the entropy rate", () => {
    const { lower, upper, exactThrough } = meanOptimalLossBounds(mess3({ x: 0.05, a: 0.85 }), [1000, 2000]);
    expect(exactThrough).toBeLessThan(20);
    expect(lower).toBeLessThan(0.79345754574);
    expect(upper).toBeGreaterThan(0.79345754574);
    expect(upper - lower!).toBeLessThan(1e-6);
  });

  it("has no lower bound for a generalized process beyond the exact losses", () => {
    expect(meanOptimalLossBounds(blochWalk(), [0, 255]).lower).toBeNull();
    const { lower, upper } = meanOptimalLossBounds(blochWalk(), [0, 4]);
    expect(lower).toBe(upper);
  });

  it("refuses positions that are no range, and processes that don't start stationary", () => {
    expect(() => meanOptimalLossBounds(z1r(), [3, 2])).toThrow("integers with 0 <= first <= last, got [3, 2]");
    const elsewhere = { ...z1r(), initialBelief: Float64Array.of(1, 0, 0) };
    expect(() => meanOptimalLossBounds(elsewhere, [0, 2])).toThrow("must start stationary");
  });
});
