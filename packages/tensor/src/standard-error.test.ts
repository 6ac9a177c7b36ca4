import { describe, expect, it } from "vitest";
import { standardError } from "./index.ts";
import { createRandom } from "./random/index.ts";

describe("standardError(values)", () => {
  it("is sigma / sqrt(n), and how much means of n values differ", () => {
    const random = createRandom(1);
    const samples = Array.from({ length: 2000 }, () => Float64Array.from({ length: 25 }, () => 3 * random.normal()));
    const means = Float64Array.from(samples, (sample) => sample.reduce((sum, x) => sum + x, 0) / 25);
    const spread = Math.sqrt(means.reduce((sum, mean) => sum + mean * mean, 0) / 2000);
    const typical = Math.sqrt(samples.reduce((sum, sample) => sum + standardError(sample) ** 2, 0) / 2000);
    expect(typical).toBeCloseTo(3 / 5, 1);
    expect(Math.abs(spread / typical - 1)).toBeLessThan(0.05);
  });

  it("of equal values, of one and of none is 0", () => {
    expect(standardError(Float64Array.of(2, 2, 2))).toBe(0);
    expect(standardError(Float64Array.of(2))).toBe(0);
    expect(standardError(new Float64Array(0))).toBe(0);
  });
});
