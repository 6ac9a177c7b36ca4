import {
  blochWalk,
  cantor,
  circle3,
  createHmm,
  goldenMean,
  type Hmm,
  mess3,
  mixture,
  product,
  randomHmm,
  rrxor,
  sierpinski,
  sns,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { beliefDimension, type BeliefDimension } from "../src/index.ts";

const dimension = (hmm: Hmm): BeliefDimension => beliefDimension(hmm, { random: createRandom(1), points: 6000 });

describe("beliefDimension(hmm, { random })", () => {
  it.each([
    // The first number and support 1.77: computed independently of this project.
    ["mess3(.05, .85)", mess3({ x: 0.05, a: 0.85 }), 0.519],
    ["mess3(.15, .6)", mess3({ x: 0.15, a: 0.6 }), 1.35],
    ["circle3(.05, .85): that of messN, in a rotating frame", circle3({ x: 0.05, a: 0.85 }), 0.519],
  ])("bounds D1 of %s by the published number, in the order D2 <= D1 <= D0", (_, hmm, expected) => {
    const { information, measuredInformation, correlation, support, lyapunov } = dimension(hmm);
    expect(Math.abs(information.value! - expected)).toBeLessThan(0.0025);
    expect(information.error!).toBeLessThan(0.002);
    expect(information.upperBoundOnly).toBe(true);
    expect(Math.abs(measuredInformation.value! - expected)).toBeLessThan(3 * measuredInformation.error! + 0.03);
    expect(correlation.value!).toBeLessThan(expected);
    expect(support.value!).toBeGreaterThan(expected);
    expect(lyapunov!.every(({ nats, error }) => nats < 0 && error > 0)).toBe(true);
  });

  it.each([
    ["cantor(3)", cantor({ s: 3 }), Math.LN2 / Math.log(3)],
    ["sierpinski(2)", sierpinski(), Math.log2(3)],
    ["sierpinski(3), P = 1/2, 1/4, 1/4", sierpinski({ s: 3, a: 1 / 6 }), (1.5 * Math.LN2) / Math.log(3)],
  ])("is exact for %s", (_, hmm, expected) => {
    const { information, measuredInformation, overlap } = dimension(hmm);
    expect(information.value).toBeCloseTo(expected, 9);
    expect(information).toMatchObject({ upperBoundOnly: false });
    expect(information.error!).toBeLessThan(1e-9);
    expect(Math.abs(measuredInformation.value! - expected)).toBeLessThan(0.05);
    expect(overlap).toBe("none");
  });

  it.each([
    ["z1r", z1r(), "finitely many beliefs"],
    ["rrxor", rrxor(), "finitely many beliefs"],
    ["golden_mean", goldenMean(), "finitely many beliefs"],
    ["trap2", trap2({ x: 0.1, a: 0.25 }), "countably many beliefs"],
    ["sns", sns(), "countably many beliefs"],
  ])("is 0 for %s, without a measurement", (_, hmm, method) => {
    const { information, measuredInformation, correlation } = dimension(hmm);
    const none = { value: 0, error: 0, method, reason: null, fitRange: null };
    expect(information).toEqual({ ...none, upperBoundOnly: false });
    expect(measuredInformation).toEqual(none);
    expect(correlation).toEqual(none);
  });

  it("is 0 where beliefs end up at the states, which no word proves for certain (a unifilar process)", () => {
    const hmm = createHmm({ labeledTransitions: [[[0.3, 0], [0, 0.6]], [[0, 0.7], [0.4, 0]]] }); // prettier-ignore
    expect(dimension(hmm).information).toMatchObject({ value: 0, method: "finitely many beliefs" });
    // States that nothing tells apart keep the belief where it starts: two tossers of one coin who swap at each toss.
    const swap = createHmm({ labeledTransitions: [[[0, 0.5], [0.5, 0]], [[0, 0.5], [0.5, 0]]] }); // prettier-ignore
    expect(dimension(swap).information).toMatchObject({ value: 0, method: "finitely many beliefs" });
  });

  it("keeps the formula an upper bound where it is no more: a product of Cantor sets, the circle of bloch_walk", () => {
    const dust = dimension(product([cantor({ s: 3 }), cantor({ s: 5 })]));
    const sum = Math.LN2 / Math.log(3) + Math.LN2 / Math.log(5);
    expect(dust).toMatchObject({ overlap: "none", information: { upperBoundOnly: true } });
    expect(dust.information.value!).toBeGreaterThan(sum + 0.1);
    expect(Math.abs(dust.measuredInformation.value! - sum)).toBeLessThan(0.08);
    const circle = dimension(blochWalk());
    expect(circle).toMatchObject({ information: { value: 2, upperBoundOnly: true } });
    expect(Math.abs(circle.measuredInformation.value! - 1)).toBeLessThan(0.05);
  });

  it("sees that images must overlap when the entropy needs more room than there is", () => {
    const hmm = createHmm({
      labeledTransitions: [[[0.5, 0], [0.1, 0.4]], [[0.4, 0.1], [0, 0.5]]], // prettier-ignore
    });
    // b -> 0.8 b and 0.8 b + 0.2, evenly: a Bernoulli convolution.
    const { overlap, information } = dimension(hmm);
    expect(overlap).toBe("certain");
    expect(information).toMatchObject({ value: 1, upperBoundOnly: true });
  });

  it("of random processes whose images lie apart is measured as the formula says", () => {
    for (const seed of [1, 2]) {
      const { information, measuredInformation, overlap } = dimension(randomHmm({ seed }));
      expect(overlap).toBe("none");
      expect(Math.abs(measuredInformation.value! - information.value!)).toBeLessThan(0.09);
    }
  });

  it("says null and why: several recurrent classes, many states", () => {
    const two = dimension(mixture([z1r(), goldenMean()], [0.5, 0.5]));
    expect(two.information).toMatchObject({
      value: null,
      reason: expect.stringMatching(/several recurrent classes/) as string,
    });
    expect(two.lyapunov).toBeNull();
    expect(dimension(randomHmm({ n: 40, v: 2 })).support).toMatchObject({ value: null, reason: "more than 32 states" });
  });
});
