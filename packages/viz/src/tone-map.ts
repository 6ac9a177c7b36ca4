import type { Rgba } from "./figure.ts";
import { hexToOklab, linearToSrgb, oklabToLinear, type Oklab } from "./oklab.ts";
import type { DensityGrid } from "./splat-cloud.ts";
import type { Theme } from "./theme.ts";

/** Density that counts as one step of the log curve: exposure / contrast is still in its straight part. */
const contrast = 300;

/**
 * The density that `toneMap` shows at full strength: the 99.5th percentile over the touched pixels, so that a few crowded
 * corners do not darken the rest. Take it from one frame and pass it to all to keep an animation from pumping.
 *
 * @param grid From `splatCloud`.
 * @returns A positive density; 1 for an empty grid.
 * @example
 * const cloud = { x: Float64Array.of(0.5), y: Float64Array.of(0.5), weight: Float64Array.of(4), color: Float32Array.of(1, 0, 0) };
 * autoExposure(splatCloud(cloud, 8, 8)); // => 4
 */
export function autoExposure(grid: DensityGrid): number {
  const densities = new Float32Array(grid.weight.length);
  let touched = 0;
  for (let pixel = 0; pixel < grid.weight.length; pixel++) {
    if (grid.weight[pixel]! > 0) densities[touched++] = densityAt(grid, pixel);
  }
  if (touched === 0) return 1;
  return densities.subarray(0, touched).sort()[Math.floor(0.995 * (touched - 1))]!;
}

/**
 * Develops a density grid into a picture on the theme's background.
 *
 *   tone = floor + (1 - floor) log(1 + 300 density / exposure) / log(301), at most 1
 *
 * The floor (.30 dark, .42 light) keeps a single point visible. Colour is mixed in OKLab from the background to the pixel's
 * mean colour; "glow" then lifts the densest pixels towards white, "ink" deepens them.
 *
 * @param grid From `splatCloud`; make it twice the size it is shown at for crisp edges.
 * @param theme Background and finish.
 * @param options.exposure Density shown at full strength; default `autoExposure(grid)`.
 * @returns An opaque image of the grid's size.
 * @throws RangeError if exposure is not positive.
 * @example
 * const cloud = { x: new Float64Array(0), y: new Float64Array(0), weight: new Float64Array(0), color: new Float32Array(0) };
 * toneMap(splatCloud(cloud, 1, 1), themes.dark).data; // => [11, 14, 20, 255]
 */
export function toneMap(grid: DensityGrid, theme: Theme, options: { readonly exposure?: number } = {}): Rgba {
  const exposure = options.exposure ?? autoExposure(grid);
  if (!(exposure > 0)) throw new RangeError(`toneMap: exposure must be above 0, got ${exposure}`);
  const ground = hexToOklab(theme.background);
  const floor = theme.finish === "glow" ? 0.3 : 0.42;
  const finish = theme.finish === "glow" ? glow : ink;
  const data = filledWith(theme.background, grid.width * grid.height);
  const slope = (1 - floor) / Math.log1p(contrast);
  for (let pixel = 0; pixel < grid.weight.length; pixel++) {
    const weight = grid.weight[pixel]!;
    if (!(weight > 0)) continue;
    const tone = Math.min(1, floor + slope * Math.log1p((contrast * densityAt(grid, pixel)) / exposure));
    const inked = finish(
      grid.color[3 * pixel]! / weight,
      grid.color[3 * pixel + 1]! / weight,
      grid.color[3 * pixel + 2]! / weight,
      tone,
    );
    const opacity = tone * Math.min(1, grid.coverage[pixel]!);
    const [red, green, blue] = oklabToLinear([
      ground[0] + opacity * (inked[0] - ground[0]),
      ground[1] + opacity * (inked[1] - ground[1]),
      ground[2] + opacity * (inked[2] - ground[2]),
    ]);
    data[4 * pixel] = toByte(red);
    data[4 * pixel + 1] = toByte(green);
    data[4 * pixel + 2] = toByte(blue);
  }
  return { width: grid.width, height: grid.height, data };
}

/** Weight by touched area, so that a point that only grazes a pixel is as dense there as where it lies. */
function densityAt(grid: DensityGrid, pixel: number): number {
  return grid.weight[pixel]! / Math.min(1, grid.coverage[pixel]!);
}

/** Lifts dense pixels towards white. */
function glow(lightness: number, a: number, b: number, tone: number): Oklab {
  const lift = 0.4 * Math.max(0, (tone - 0.7) / 0.3) ** 2;
  return [lightness + lift * (1 - lightness), a * (1 - lift), b * (1 - lift)];
}

/** Deepens dense pixels a little; paper swallows chroma, so there is more of it. */
function ink(lightness: number, a: number, b: number, tone: number): Oklab {
  return [lightness * (1 - 0.1 * tone), 1.1 * a, 1.1 * b];
}

function filledWith(hex: string, pixels: number): Uint8ClampedArray {
  const rgba = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16)).concat(255);
  const data = new Uint8ClampedArray(4 * pixels);
  new Uint32Array(data.buffer).fill(new Uint32Array(Uint8Array.from(rgba).buffer)[0]!);
  return data;
}

const gammaSteps = 4096;
const gammaTable = Uint8Array.from({ length: gammaSteps + 1 }, (_, i) =>
  Math.round(255 * linearToSrgb(i / gammaSteps)),
);

/** Linear light to a display byte, from a table: a power for each channel of each pixel would be the slowest part. */
function toByte(linear: number): number {
  return gammaTable[Math.round(gammaSteps * Math.min(1, Math.max(0, linear)))]!;
}
