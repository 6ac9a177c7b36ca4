import { describe, expect, it } from "vitest";
import { supportWeights } from "./support-weights.ts";

const probabilities = Float64Array.of(0.5, 0.1, 1e-9, 0);

describe("supportWeights(probabilities, beta)", () => {
  it("is the support at 0 and the measure, up to scale, at 1", () => {
    expect([...supportWeights(probabilities, 0)]).toEqual([1, 1, 1, 0]);
    const measure = supportWeights(probabilities, 1);
    probabilities.forEach((p, i) => {
      expect(measure[i]).toBeCloseTo(p / 0.5, 15);
    });
  });

  it("refuses a beta outside [0, 1] and no mass at all", () => {
    expect(() => supportWeights(probabilities, 2)).toThrow("supportWeights: beta must be in [0, 1], got 2");
    expect(() => supportWeights(new Float64Array(2), 0)).toThrow("a probability must be above 0");
    expect(() => supportWeights(Float64Array.of(-0.1), 0)).toThrow("probabilities must be 0 or more, got -0.1");
  });
});
