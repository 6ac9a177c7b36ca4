import type { Rgba } from "./figure.ts";
import { splatCloud, type Cloud, type DensityGrid } from "./splat-cloud.ts";
import { autoExposure, toneMap } from "./tone-map.ts";
import type { Theme } from "./theme.ts";

/**
 * Paints points of a line as a spectrum: each column of pixels is a line as tall and as bright as its points are dense, on a
 * log scale, fading towards its ends.
 *
 * @param cloud Points in pixels of the image; only x is used.
 * @param width Pixels, a positive integer.
 * @param height Pixels, a positive integer.
 * @param theme Background and finish.
 * @param options.exposure Density shown at full height and strength; default: what suits this cloud.
 * @returns An opaque image.
 * @example
 * const cloud = { x: Float64Array.of(2), y: Float64Array.of(2), weight: Float64Array.of(1), color: Float32Array.of(1, 0, 0) };
 * stripImage(cloud, 4, 4, themes.dark).data.length; // => 64
 */
export function stripImage(
  cloud: Cloud,
  width: number,
  height: number,
  theme: Theme,
  options: { readonly exposure?: number } = {},
): Rgba {
  const row = stripRow(cloud, width);
  const exposure = options.exposure ?? autoExposure(row);
  const grid = {
    width,
    height,
    weight: new Float32Array(width * height),
    coverage: new Float32Array(width * height),
    color: new Float32Array(3 * width * height),
  };
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
      grid.coverage[pixel] = coverage;
      grid.weight[pixel] = density * coverage;
      for (let channel = 0; channel < 3; channel++) {
        grid.color[3 * pixel + channel] = (row.color[3 * column + channel]! / weight) * density * coverage;
      }
    }
  }
  return toneMap(grid, theme, { exposure });
}

/** The exposure that `stripImage` would choose for a cloud, to lock it for other clouds. */
export function stripExposure(cloud: Cloud, width: number): number {
  return autoExposure(stripRow(cloud, width));
}

function stripRow(cloud: Cloud, width: number): DensityGrid {
  const line = { ...cloud, y: new Float64Array(cloud.x.length).fill(0.5) };
  const points = splatCloud(line, width, 1);
  const touched = points.coverage.reduce((sum, coverage) => sum + Math.min(1, coverage), 0);
  const radius = Math.min((0.08 * width) / Math.max(1, touched), 0.004 * width); // lone points are drawn wider
  return radius < 0.75 ? points : splatCloud(line, width, 1, { radius });
}
