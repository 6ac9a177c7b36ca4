import "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexToOklab, oklabToHex } from "./oklab.ts";

describe("hexToOklab(hex)", () => {
  // The author's own table and the CSS Color 4 reference values for sRGB primaries.
  it.each([
    ["#ff0000", [0.62796, 0.22486, 0.12585]],
    ["#00ff00", [0.86644, -0.23389, 0.1795]],
    ["#0000ff", [0.45201, -0.03246, -0.31153]],
    ["#000000", [0, 0, 0]],
  ])("puts %s where the reference does", (hex, expected) => {
    expect(hexToOklab(hex)).toBeCloseToArray(expected, { atol: 1e-4 });
  });

  it("refuses what is no colour", () => {
    expect(() => hexToOklab("#fff")).toThrow("hexToOklab: colour must look like #rrggbb, got #fff");
  });
});

describe("oklabToHex(color)", () => {
  it("undoes hexToOklab for every colour", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const hex = `#${value.toString(16).padStart(6, "0")}`;
        expect(oklabToHex(hexToOklab(hex))).toBe(hex);
      }),
      { seed: 1 },
    );
  });
});
