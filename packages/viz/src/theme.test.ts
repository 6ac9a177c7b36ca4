import { describe, expect, it } from "vitest";
import { hexToOklab } from "./oklab.ts";
import { stateColors } from "./state-colors.ts";
import { themes } from "./theme.ts";

/** Contrast ratio of WCAG 2.2, computed from its definition. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((start) => {
      const value = parseInt(hex.slice(start, start + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

describe.each(Object.values(themes))("theme $name", (theme) => {
  it("keeps words readable (AA)", () => {
    expect(contrast(theme.text, theme.background)).toBeGreaterThan(7);
    expect(contrast(theme.muted, theme.background)).toBeGreaterThan(4.5);
  });

  it("keeps the colours of eight states apart, and visible on the background", () => {
    const colors = stateColors(theme, 8).map(hexToOklab);
    colors.forEach((one, i) => {
      const distances = colors.slice(i + 1).map((other) => Math.hypot(...one.map((value, k) => value - other[k]!)));
      expect(Math.min(...distances, 1)).toBeGreaterThan(0.09);
    });
    for (const color of theme.states) expect(contrast(color, theme.background)).toBeGreaterThan(2.4);
  });
});

describe("stateColors(theme, count)", () => {
  it("goes on beyond the theme's own, without repeating one", () => {
    const colors = stateColors(themes.dark, 20);
    expect(new Set(colors).size).toBe(20);
  });

  it("refuses a count that is none", () => {
    expect(() => stateColors(themes.dark, 1.5)).toThrow("stateColors: count must be a non-negative integer, got 1.5");
  });
});
