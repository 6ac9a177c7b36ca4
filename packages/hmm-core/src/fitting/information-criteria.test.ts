import { describe, expect, it } from "vitest";
import { circle3, even, fanizza, goldenMean, informationCriteria, randomHmm } from "../index.ts";

describe("informationCriteria(hmm, logLikelihood, numTokens, options)", () => {
  it("counts free transitions, less one a row, and free starts, less one", () => {
    const parameters = (...args: Parameters<typeof informationCriteria>): number =>
      informationCriteria(...args).parameters;
    expect(parameters(randomHmm({ n: 3, v: 2 }), -1, 10)).toBe(3 * 5 + 2);
    expect(parameters(randomHmm({ n: 3, v: 2 }), -1, 10, { initialBelief: "stationary" })).toBe(15);
    expect(parameters(circle3(), -1, 10, { initialBelief: "given" })).toBe(3 * 8);
    expect(parameters(goldenMean(), -1, 10)).toBe(1 + 1); // one fork, two starts
    expect(parameters({ ...even(), initialBelief: Float64Array.of(1, 0) }, -1, 10)).toBe(1);
    const fixed = Uint8Array.from({ length: 18 }, (_, i) => (i === 0 || i === 3 || i === 4 ? 1 : 0));
    expect(parameters(randomHmm({ n: 3, v: 2 }), -1, 10, { fixed, initialBelief: "given" })).toBe(4 + 3 + 5);
  });

  it("is 2k - 2 log L and k log n - 2 log L", () => {
    const { aic, bic, parameters } = informationCriteria(circle3(), -1234.5, 1000);
    expect(parameters).toBe(26);
    expect(aic).toBe(52 + 2469);
    expect(bic).toBeCloseTo(26 * Math.log(1000) + 2469, 10);
  });

  it("refuses what has no score", () => {
    expect(() => informationCriteria(fanizza(), -1, 10)).toThrow("informationCriteria: hmm must be a proper HMM");
    expect(() => informationCriteria(even(), -Infinity, 10)).toThrow(
      "informationCriteria: logLikelihood must be a finite number, got -Infinity",
    );
    expect(() => informationCriteria(even(), -1, 0)).toThrow(
      "informationCriteria: numTokens must be a positive integer, got 0",
    );
  });
});
