import type { Rgba } from "./figure.ts";
import { kernelDensities, kernelTone } from "./kernel-tone.ts";
import { kthSmallest } from "./kth-smallest.ts";
import { hexToOklab, linearToSrgb } from "./oklab.ts";
import type { DensityGrid } from "./splat-cloud.ts";
import type { Theme } from "./theme.ts";
import { listDensities, type Tone, tonePixels } from "./tone-pixels.ts";

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
export function autoExposure({ weight, coverage }: DensityGrid): number {
  const densities = kernelDensities(weight, coverage) ?? listDensities(weight, coverage);
  if (densities.length === 0) return 1;
  return kthSmallest(densities, Math.floor(0.995 * (densities.length - 1)));
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
 * @param options.into An image of the same size that is no longer needed, whose array is written anew: for animations.
 * @returns An opaque image of the grid's size.
 * @throws RangeError if exposure is not positive, or into does not fit.
 * @example
 * const cloud = { x: new Float64Array(0), y: new Float64Array(0), weight: new Float64Array(0), color: new Float32Array(0) };
 * toneMap(splatCloud(cloud, 1, 1), themes.dark).data; // => [11, 14, 20, 255]
 */
export function toneMap(
  grid: DensityGrid,
  theme: Theme,
  options: { readonly exposure?: number; readonly into?: Rgba } = {},
): Rgba {
  const exposure = options.exposure ?? autoExposure(grid);
  if (!(exposure > 0)) throw new RangeError(`toneMap: exposure must be above 0, got ${exposure}`);
  const { width, height } = grid;
  const floor = theme.finish === "glow" ? 0.3 : 0.42;
  const [lightness, a, b] = hexToOklab(theme.background);
  const tone: Tone = {
    rate: Math.fround(contrast / exposure),
    floor: Math.fround(floor),
    slope: Math.fround((1 - floor) / Math.log2(1 + contrast)),
    ground: [Math.fround(lightness), Math.fround(a), Math.fround(b)],
    rgba: rgbaOf(theme.background),
    isGlow: theme.finish === "glow",
    gamma: gammaTable,
  };
  const target = pixelsOf(grid, options.into);
  const pixels = { width, weight: grid.weight, coverage: grid.coverage, color: grid.color, target };
  if (!kernelTone(pixels, tone)) tonePixels(pixels, tone);
  return { width, height, data: new Uint8ClampedArray(target.buffer, target.byteOffset, 4 * target.length) };
}

/** One integer a pixel. */
function pixelsOf({ width, height }: DensityGrid, into: Rgba | undefined): Uint32Array {
  if (!into) return new Uint32Array(width * height);
  const { buffer, byteOffset, length } = into.data;
  if (length !== 4 * width * height || byteOffset % 4 !== 0) {
    throw new RangeError(
      `toneMap: into must have ${4 * width * height} bytes from a multiple of 4, got ${length} from ${byteOffset}`,
    );
  }
  return new Uint32Array(buffer, byteOffset, width * height);
}

/** `#rrggbb` as it stands in memory, opaque. */
function rgbaOf(hex: string): number {
  const bytes = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  return new Uint32Array(Uint8Array.of(...bytes, 255).buffer)[0]!;
}

const gammaSteps = 4096;

/** Display bytes by linear light: a power for each channel of each pixel would be the slowest part. */
const gammaTable = Uint8Array.from({ length: gammaSteps + 1 }, (_, i) =>
  Math.round(255 * linearToSrgb(i / gammaSteps)),
);
