import { createTensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import type { BeliefClouds } from "./belief-cloud-panels.ts";
import { commonExposures, commonView } from "./lock-clouds.ts";
import { simplexProjection } from "./simplex-projection.ts";

/** One belief, and a claim that lies `out` beyond S1. */
function frameOf(out: number, weight: number): BeliefClouds {
  const truth = createTensor(Float64Array.of(0, 1, 0), [1, 3]);
  const claims = createTensor(Float64Array.of(-out, 1 + out, 0), [1, 3]);
  const clouds = [
    { title: "truth", claims: truth },
    { title: "claims", claims },
  ];
  return { truth, weights: Float64Array.of(weight), projection: simplexProjection(3), clouds };
}

describe("commonView(frames)", () => {
  it("holds the simplex and whatever any frame draws outside", () => {
    const { left, right, bottom, top } = commonView([frameOf(0.1, 1), frameOf(0.3, 1), frameOf(0, 1)]);
    expect([left, right, bottom]).toEqual([0, 1.3, 0]);
    expect(top).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(() => commonView([])).toThrow("commonView: frames must not be empty, got none");
  });
});

describe("commonExposures(frames, width, height)", () => {
  it("is the geometric mean of what the frames would choose: half-way between weights of 1 and 4 stands 2", () => {
    const own = (weight: number): number[] => commonExposures([frameOf(0, weight)], 200, 170);
    const both = commonExposures([frameOf(0, 1), frameOf(0, 4)], 200, 170);
    expect(both).toHaveLength(2);
    both.forEach((exposure, k) => {
      expect(own(4)[k]! / own(1)[k]!).toBeCloseTo(4, 5);
      expect(exposure / own(1)[k]!).toBeCloseTo(2, 5);
    });
  });

  it("refuses frames of different numbers of clouds, and none", () => {
    const one = { ...frameOf(0, 1), clouds: frameOf(0, 1).clouds.slice(0, 1) };
    expect(() => commonExposures([frameOf(0, 1), one], 200, 170)).toThrow("frames must have as many clouds each");
    expect(() => commonExposures([], 200, 170)).toThrow("commonExposures: frames must not be empty, got none");
  });
});
