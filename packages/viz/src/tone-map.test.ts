import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { kernelDensities, kernelTone } from "./kernel-tone.ts";
import { hexToOklab, linearToSrgb, oklabToHex, oklabToLinear } from "./oklab.ts";
import type { ColorGradient } from "./position-colors.ts";
import type { DensityGrid } from "./splat-cloud.ts";
import { themes, type Theme } from "./theme.ts";
import { autoExposure, toneMap } from "./tone-map.ts";
import { listDensities, type Tone, tonePixels } from "./tone-pixels.ts";

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

/** A grid with gaps, lone pixels and crowded ones, of all colours. */
function randomGrid(width: number, height: number, seed: number): DensityGrid & { readonly color: Float32Array } {
  const random = createRandom(seed);
  const weight = new Float32Array(width * height);
  const coverage = new Float32Array(width * height);
  const color = new Float32Array(3 * width * height);
  for (let pixel = 0; pixel < weight.length; pixel++) {
    const isGap = Math.floor(pixel / 40) % 2 === 1; // longer than what is passed over at once
    if (isGap || random.uniform() < 0.5) continue;
    coverage[pixel] = 2 * random.uniform();
    weight[pixel] = coverage[pixel]! * Math.exp(20 * random.uniform() - 10);
    const oklab = [random.uniform(), 0.4 * random.uniform() - 0.2, 0.4 * random.uniform() - 0.2];
    oklab.forEach((value, k) => (color[3 * pixel + k] = weight[pixel]! * value));
  }
  return { width, height, weight, coverage, color };
}

const gradient: ColorGradient = { origin: [0.5, 0.1, -0.1], right: [0.01, -0.002, 0.001], down: [-0.02, 0.001, 0.003] };

/** The formula of toneMap in doubles: the display values of a pixel, not rounded. */
function toneByFormula(grid: DensityGrid, pixel: number, theme: Theme, exposure: number): number[] {
  const isGlow = theme.finish === "glow";
  const floor = isGlow ? 0.3 : 0.42;
  const covered = Math.min(1, grid.coverage[pixel]!);
  const density = grid.weight[pixel]! / covered;
  const tone = Math.min(1, floor + ((1 - floor) * Math.log(1 + (300 * density) / exposure)) / Math.log(301));
  const { color, width } = grid;
  const channel = (k: 0 | 1 | 2): number =>
    color instanceof Float32Array
      ? color[3 * pixel + k]! / grid.weight[pixel]!
      : color.origin[k] + ((pixel % width) + 0.5) * color.right[k] + (Math.floor(pixel / width) + 0.5) * color.down[k];
  const [L, a, b] = [channel(0), channel(1), channel(2)];
  const lift = 0.4 * Math.max(0, (tone - 0.7) / 0.3) ** 2;
  const finished = isGlow
    ? [L + lift * (1 - L), a * (1 - lift), b * (1 - lift)]
    : [L * (1 - 0.1 * tone), 1.1 * a, 1.1 * b];
  const ground = hexToOklab(theme.background);
  const [l, m, s] = finished.map((value, k) => ground[k]! + tone * covered * (value - ground[k]!));
  return oklabToLinear([l!, m!, s!]).map((light) => 255 * linearToSrgb(Math.min(1, Math.max(0, light))));
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

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

  it("follows its formula at every pixel, colours summed up or by place, within rounding", () => {
    const summed = randomGrid(51, 20, 1);
    for (const theme of [themes.dark, themes.light]) {
      for (const grid of [summed, { ...summed, color: gradient }]) {
        const { data } = toneMap(grid, theme, { exposure: 3 });
        const ground = [1, 3, 5].map((start) => parseInt(theme.background.slice(start, start + 2), 16));
        grid.weight.forEach((weight, pixel) => {
          const expected = weight > 0 ? toneByFormula(grid, pixel, theme, 3) : ground;
          // the gamma table's steps are wider than a display value only in the darkest tenth
          expect(data.subarray(4 * pixel, 4 * pixel + 3)).toBeCloseToArray(expected, { atol: 1.2 });
          expect(data[4 * pixel + 3]).toBe(255);
        });
      }
    }
  });

  it("is the same to the last bit by the kernel and in plain steps, at every size", () => {
    const gamma = Uint8Array.from({ length: 4097 }, (_, i) => i % 251);
    for (const [width, height] of [
      [1, 1],
      [1, 50],
      [3, 7],
      [64, 5],
      [67, 300],
      [20_000, 2],
    ] as const) {
      const { weight, coverage, color } = randomGrid(width, height, width);
      for (const isGlow of [true, false]) {
        const f = Math.fround;
        const ground = [f(0.9), f(0.01), f(-0.02)] as const;
        const tone: Tone = { rate: f(77.7), floor: f(0.3), slope: f(0.08), ground, rgba: 0xff112233, isGlow, gamma };
        for (const shown of [color, gradient]) {
          const [kernel, plain] = [new Uint32Array(width * height), new Uint32Array(width * height)];
          expect(kernelTone({ width, weight, coverage, color: shown, target: kernel }, tone)).toBe(true);
          tonePixels({ width, weight, coverage, color: shown, target: plain }, tone);
          expect(kernel).toEqual(plain);
        }
      }
      expect(kernelDensities(weight, coverage)?.slice()).toEqual(listDensities(weight, coverage).slice());
    }
  });

  it("gives the same where WebAssembly is refused", async () => {
    const grid = randomGrid(100, 40, 5);
    const { data } = toneMap(grid, themes.dark);
    vi.resetModules();
    vi.stubGlobal("WebAssembly", undefined);
    const plain = await import("./tone-map.ts");
    expect(plain.toneMap(grid, themes.dark).data).toEqual(data);
  });

  it("paints over an image that is no longer needed", () => {
    const grid = randomGrid(30, 20, 2);
    const fresh = toneMap(grid, themes.light);
    const used = toneMap(randomGrid(20, 30, 3), themes.dark);
    const again = toneMap(grid, themes.light, { into: used });
    expect(again).toEqual(fresh);
    expect(again.data.buffer).toBe(used.data.buffer);
    expect(() => toneMap(randomGrid(9, 9, 1), themes.dark, { into: again })).toThrow(
      "toneMap: into must have 324 bytes from a multiple of 4, got 2400 from 0",
    );
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

  it("is that density exactly, however many there are and however they lie", () => {
    const density = fc.oneof(fc.double({ min: 1e-30, max: 1e30, noNaN: true }), fc.integer({ min: 0, max: 3 }));
    fc.assert(
      fc.property(
        fc.array(density, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 300 }),
        (some, copies) => {
          const weights = Float32Array.from({ length: some.length * copies }, (_, i) => some[i % some.length]!);
          const touched = weights.filter((weight) => weight > 0).sort();
          const expected = touched.length === 0 ? 1 : touched[Math.floor(0.995 * (touched.length - 1))];
          expect(autoExposure(rowOf([...weights]))).toBe(expected);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it("is 1 for an empty grid", () => {
    expect(autoExposure(rowOf([0, 0]))).toBe(1);
  });
});
