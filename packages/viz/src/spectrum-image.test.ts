import { createTensor } from "@beliefscope/tensor";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { hexToOklab } from "./oklab.ts";
import { pointColors } from "./point-colors.ts";
import { positionColors } from "./position-colors.ts";
import { spectrumImage } from "./spectrum-image.ts";
import { splatCloud } from "./splat-cloud.ts";
import { stateColors } from "./state-colors.ts";
import { themes } from "./theme.ts";

describe("spectrumImage(row, height, theme)", () => {
  const palette = stateColors(themes.dark, 2).map(hexToOklab);
  const x = Float64Array.from({ length: 40 }, (_, k) => k + 0.5);
  const beliefs = createTensor(Float64Array.from([...x].flatMap((place) => [1 - place / 40, place / 40])), [40, 2]);
  const weight = x.map((place) => Math.floor(place) % 3);
  const row = splatCloud({ x, y: new Float64Array(40).fill(0.5), weight, color: pointColors(beliefs, palette) }, 40, 1);

  it("looks alike whether colours are summed up or go by place", () => {
    const color = positionColors(createTensor(Float64Array.of(0, 40, 0.5, 0.5), [2, 2]), palette);
    const byPlace = spectrumImage({ ...row, color }, 30, themes.dark);
    const summed = spectrumImage(row, 30, themes.dark);
    expect(byPlace.data).toBeCloseToArray(summed.data, { atol: 1 });
    expect(new Set(summed.data).size).toBeGreaterThan(100);
  });

  it("makes denser columns taller", () => {
    const { data, width } = spectrumImage(row, 60, themes.light);
    const heights = [0, 1, 2].map((column) => {
      const ground = parseInt(themes.light.background.slice(1, 3), 16);
      return Array.from({ length: 60 }, (_, y) => data[4 * (y * width + column)]!).filter((red) => red !== ground)
        .length;
    });
    expect(heights[0]).toBe(0);
    expect(heights[2]).toBeGreaterThan(heights[1]! + 5);
    expect(heights[1]).toBeGreaterThan(10);
  });

  it("takes one row, and a height of whole pixels", () => {
    expect(() => spectrumImage({ ...row, width: 20, height: 2 }, 30, themes.dark)).toThrow(
      "spectrumImage: row must have height 1, got 2",
    );
    expect(() => spectrumImage(row, 0.5, themes.dark)).toThrow("height must be a positive integer, got 0.5");
  });
});
