import { oklabToHex } from "./oklab.ts";
import type { Theme } from "./theme.ts";

const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/**
 * A colour for each of `count` states (or tokens): the theme's own first, then hues a golden angle apart.
 *
 * @param theme Whose colours.
 * @param count How many, a non-negative integer.
 * @throws RangeError if count is no such integer.
 * @example
 * stateColors(themes.dark, 3); // => ["#ff5d8f", "#ffd166", "#4cc9f0"]
 */
export function stateColors(theme: Theme, count: number): string[] {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`stateColors: count must be a non-negative integer, got ${count}`);
  }
  const lightness = theme.finish === "glow" ? 0.78 : 0.52;
  return Array.from({ length: count }, (_, k) => {
    const own = theme.states[k];
    if (own !== undefined) return own;
    const hue = k * goldenAngle;
    return oklabToHex([lightness, 0.11 * Math.cos(hue), 0.11 * Math.sin(hue)]);
  });
}
