import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisTicks, tickDigits } from "./axis-ticks.ts";

describe("axisTicks(low, high, count)", () => {
  it("gives a readable number of even steps inside the interval", () => {
    const low = fc.double({ min: -1e3, max: 1e3, noNaN: true });
    const span = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(low, span, (from, width) => {
        const ticks = axisTicks(from, from + width, 5);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(8);
        expect(ticks[0]).toBeGreaterThanOrEqual(from - 1e-6 * width);
        expect(ticks.at(-1)).toBeLessThanOrEqual(from + width + 1e-6 * width);
      }),
      { seed: 1 },
    );
  });

  it("prints with as many decimals as its step needs", () => {
    expect(tickDigits([0.8, 0.85, 0.9])).toBe(2);
    expect(tickDigits([0, 20, 40])).toBe(0);
  });

  it("refuses an empty interval", () => {
    expect(() => axisTicks(1, 1, 4)).toThrow("axisTicks: high must be above low, got 1 and 1");
  });
});
