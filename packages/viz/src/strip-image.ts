import type { Rgba } from "./figure.ts";
import { spectrumImage } from "./spectrum-image.ts";
import { splatCloud, type Cloud, type DensityGrid } from "./splat-cloud.ts";
import { autoExposure } from "./tone-map.ts";
import type { Theme } from "./theme.ts";

/**
 * Paints points of a line as a spectrum (`spectrumImage`), lone ones wide enough to see.
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
  return spectrumImage(stripRow(cloud, width), height, theme, options);
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
