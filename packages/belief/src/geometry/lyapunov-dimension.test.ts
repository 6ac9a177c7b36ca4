import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lyapunovDimension } from "../index.ts";

const falling = fc
  .array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 1, maxLength: 5 })
  .map((rates) => rates.sort((a, b) => a - b).map((rate) => -rate));

describe("lyapunovDimension(entropyRate, exponents)", () => {
  it("is log(maps) / log(scale) for similarities, as Moran's equation has it", () => {
    for (const [maps, scale, dimensions] of [
      [2, 3, 1],
      [3, 2, 2],
      [5, 2, 4],
    ] as const) {
      const exponents = new Array<number>(dimensions).fill(-Math.log(scale));
      expect(lyapunovDimension(Math.log(maps), exponents)).toBeCloseTo(Math.log(maps) / Math.log(scale), 12);
    }
  });

  it("is where the entropy is used up: h + the first D exponents, linearly between, make 0", () => {
    fc.assert(
      fc.property(falling, fc.double({ min: 0, max: 9, noNaN: true }), (exponents, entropyRate) => {
        const dimension = lyapunovDimension(entropyRate, exponents);
        const spent = exponents.reduce((sum, chi, i) => sum + chi * Math.min(Math.max(dimension - i, 0), 1), 0);
        if (dimension < exponents.length) expect(entropyRate + spent).toBeCloseTo(0, 9);
        else expect(entropyRate + spent).toBeGreaterThanOrEqual(-1e-9);
      }),
      { seed: 1 },
    );
  });

  it("takes -Infinity: a direction that is wiped out adds nothing", () => {
    expect(lyapunovDimension(1, [-Infinity])).toBe(0);
    expect(lyapunovDimension(1, [-0.5, -Infinity])).toBe(1);
    expect(lyapunovDimension(1, [-2, -Infinity])).toBe(0.5);
    expect(lyapunovDimension(1, [])).toBe(0);
  });

  it("refuses a negative entropy rate and rising exponents", () => {
    expect(() => lyapunovDimension(-1, [-1])).toThrow(
      "lyapunovDimension: entropyRate must be finite and 0 or more, got -1",
    );
    expect(() => lyapunovDimension(1, [-2, -1])).toThrow("lyapunovDimension: exponents must not rise, got -1 at 1");
    expect(() => lyapunovDimension(1, [NaN])).toThrow(RangeError);
  });
});
