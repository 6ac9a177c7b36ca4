import { describe, expect, it } from "vitest";
import { hexToOklab, oklabToHex } from "./oklab.ts";
import type { DensityGrid } from "./splat-cloud.ts";
import { themes } from "./theme.ts";
import { autoExposure, toneMap } from "./tone-map.ts";

/** One row of fully touched pixels with these weights, all of one colour. */
function rowOf(weights: readonly number[], color = "#4cc9f0"): DensityGrid {
  const oklab = hexToOklab(color);
  return {
    width: weights.length,
    height: 1,
    weight: Float32Array.from(weights),
    coverage: Float32Array.from(weights, (weight) => (weight > 0 ? 1 : 0)),
    color: Float32Array.from(weights.flatMap((weight) => oklab.map((channel) => weight * channel))),
  };
}

const hexOf = (data: Uint8ClampedArray, pixel: number): string =>
  `#${[0, 1, 2].map((k) => data[4 * pixel + k]!.toString(16).padStart(2, "0")).join("")}`;
const lightness = (data: Uint8ClampedArray, pixel: number): number => hexToOklab(hexOf(data, pixel))[0];

describe("toneMap(grid, theme)", () => {
  const weights = Array.from({ length: 60 }, (_, k) => 1.2 ** (k - 30));

  it("is monotone: denser is lighter on a dark ground, darker on paper", () => {
    const dark = toneMap(rowOf(weights), themes.dark).data;
    const light = toneMap(rowOf(weights, "#0b51b5"), themes.light).data;
    for (let k = 1; k < weights.length; k++) {
      expect(lightness(dark, k)).toBeGreaterThanOrEqual(lightness(dark, k - 1));
      expect(lightness(light, k)).toBeLessThanOrEqual(lightness(light, k - 1));
    }
  });

  it.each([
    ["dark", themes.dark, 0.3],
    ["light", themes.light, 0.42],
  ] as const)("shows the faintest point of %s at its floor", (_, theme, floor) => {
    const { data } = toneMap(rowOf([1e-6, 1]), theme, { exposure: 1 });
    const ground = hexToOklab(theme.background)[0];
    const full = hexToOklab("#4cc9f0")[0] * (theme.finish === "ink" ? 1 - 0.1 * floor : 1);
    expect((lightness(data, 0) - ground) / (full - ground)).toBeCloseTo(floor, 1);
  });

  it("leaves untouched pixels exactly as the background, opaque", () => {
    const { data } = toneMap(rowOf([0, 1]), themes.light);
    expect(hexOf(data, 0)).toBe(themes.light.background);
    expect(data[3]).toBe(255);
  });

  it("shows a pixel alike whatever the others hold, once the exposure is locked", () => {
    const alone = toneMap(rowOf([2]), themes.dark, { exposure: 10 });
    const crowded = toneMap(rowOf([2, 5000, 0.001]), themes.dark, { exposure: 10 });
    expect(hexOf(crowded.data, 0)).toBe(hexOf(alone.data, 0));
    expect(hexOf(toneMap(rowOf([2, 5000]), themes.dark).data, 0)).not.toBe(hexOf(alone.data, 0));
  });

  it("keeps the hue: a saturated pixel shows the colour itself before it is lifted", () => {
    const { data } = toneMap(rowOf([1], "#ff5d8f"), { ...themes.dark, background: "#ff5d8f" }, { exposure: 1e6 });
    expect(hexOf(data, 0)).toBe(oklabToHex(hexToOklab("#ff5d8f")));
  });

  it("refuses an exposure that is not above 0", () => {
    expect(() => toneMap(rowOf([1]), themes.dark, { exposure: 0 })).toThrow("toneMap: exposure must be above 0, got 0");
  });
});

describe("autoExposure(grid)", () => {
  it("is the density that 99.5 % of the touched pixels do not exceed", () => {
    const weights = [...Array.from({ length: 1000 }, (_, k) => k + 1), ...new Array<number>(500).fill(0)];
    expect(autoExposure(rowOf(weights))).toBeCloseTo(995, -1);
  });

  it("is 1 for an empty grid", () => {
    expect(autoExposure(rowOf([0, 0]))).toBe(1);
  });
});
