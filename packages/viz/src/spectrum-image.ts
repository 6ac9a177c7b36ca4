import type { Rgba } from "./figure.ts";
import type { ColorGradient } from "./position-colors.ts";
import type { DensityGrid } from "./splat-cloud.ts";
import type { Theme } from "./theme.ts";
import { autoExposure, toneMap } from "./tone-map.ts";

/**
 * Paints a row of densities as a spectrum: each column of pixels is a line as tall and as bright as the row is dense there, on
 * a log scale, fading towards its ends.
 *
 * @param row A grid of height 1.
 * @param height Pixels, a positive integer.
 * @param theme Background and finish.
 * @param options.exposure Density shown at full height and strength; default: what suits this row.
 * @returns An opaque image, as wide as the row.
 * @throws RangeError if row or height is another.
 * @example
 * const cloud = { x: Float64Array.of(2), y: Float64Array.of(0.5), weight: Float64Array.of(1), color: Float32Array.of(1, 0, 0) };
 * spectrumImage(splatCloud(cloud, 4, 1), 4, themes.dark).data.length; // => 64
 */
export function spectrumImage(
  row: DensityGrid,
  height: number,
  theme: Theme,
  options: { readonly exposure?: number } = {},
): Rgba {
  if (row.height !== 1) throw new RangeError(`spectrumImage: row must have height 1, got ${row.height}`);
  if (!Number.isInteger(height) || height < 1) {
    throw new RangeError(`spectrumImage: height must be a positive integer, got ${height}`);
  }
  const { width, color } = row;
  const exposure = options.exposure ?? autoExposure(row);
  const weights = new Float32Array(width * height);
  const coverages = new Float32Array(width * height);
  const sums = color instanceof Float32Array ? color : null; // else a gradient
  const colors = new Float32Array(sums ? 3 * width * height : 0);
  for (let column = 0; column < width; column++) {
    const weight = row.weight[column]!;
    if (!(weight > 0)) continue;
    const density = weight / Math.min(1, row.coverage[column]!);
    const reach = 0.5 * height * (0.2 + 0.76 * Math.sqrt(Math.min(1, density / exposure)));
    for (let y = 0; y < height; y++) {
      const distance = Math.abs(y + 0.5 - height / 2) / reach;
      if (distance >= 1) continue;
      const pixel = y * width + column;
      const coverage = Math.min(1, row.coverage[column]!) * (1 - distance) ** 1.3;
      coverages[pixel] = coverage;
      weights[pixel] = density * coverage;
      for (let channel = 0; sums && channel < 3; channel++) {
        colors[3 * pixel + channel] = (sums[3 * column + channel]! / weight) * density * coverage;
      }
    }
  }
  const shown = color instanceof Float32Array ? colors : acrossOnly(color);
  return toneMap({ width, height, weight: weights, coverage: coverages, color: shown }, theme, { exposure });
}

/** The colours of the row's middle, all the way down. */
function acrossOnly({ origin, right, down }: ColorGradient): ColorGradient {
  const [L, a, b] = origin.map((value, k) => value + 0.5 * down[k]!) as [number, number, number];
  return { origin: [L, a, b], right, down: [0, 0, 0] };
}
