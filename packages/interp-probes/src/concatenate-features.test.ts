import { describe, expect, it } from "vitest";
import { concatenateFeatures } from "./concatenate-features.ts";

describe("concatenateFeatures(sites)", () => {
  const site = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };

  it("keeps one site as it is and puts two side by side", () => {
    expect(concatenateFeatures([site])).toEqual(site);
    expect([...concatenateFeatures([site, site]).data]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  });

  it("names sites that do not fit", () => {
    const rule = "concatenateFeatures: sites must have shapes [row, feature] with the same rows, got ";
    expect(() => concatenateFeatures([])).toThrow(new RangeError(`${rule}none`));
    expect(() => concatenateFeatures([site, { shape: [1, 2], data: Float32Array.of(1, 2) }])).toThrow(
      new RangeError(`${rule}[2, 2], [1, 2]`),
    );
  });
});
