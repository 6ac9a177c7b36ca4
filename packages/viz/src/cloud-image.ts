import type { Rgba } from "./figure.ts";
import { splatCloud, type Cloud, type DensityGrid } from "./splat-cloud.ts";
import { autoExposure, toneMap } from "./tone-map.ts";
import type { Theme } from "./theme.ts";

/**
 * Paints a cloud at the size that suits it: dense clouds as bilinear points, a few lone points as discs big enough to see.
 *
 *   radius = sqrt(0.1 area / (pi touched)), between 0.75 and 1.4 % of the width
 *
 * @param cloud Points in pixels of the image.
 * @param width Pixels, a positive integer.
 * @param height Pixels, a positive integer.
 * @param theme Background and finish.
 * @param options.exposure Density shown at full strength; default: what suits this cloud.
 * @param options.largestRadius In pixels, of the discs of lone points; default 1.4 % of the width.
 * @returns An opaque image.
 * @example
 * const cloud = { x: Float64Array.of(2), y: Float64Array.of(2), weight: Float64Array.of(1), color: Float32Array.of(1, 0, 0) };
 * cloudImage(cloud, 4, 4, themes.dark).data.length; // => 64
 */
export function cloudImage(
  cloud: Cloud,
  width: number,
  height: number,
  theme: Theme,
  options: CloudOptions & { readonly exposure?: number } = {},
): Rgba {
  return toneMap(cloudGrid(cloud, width, height, options), theme, options);
}

/** The exposure that `cloudImage` would choose for a cloud, to lock it for other clouds. */
export function cloudExposure(cloud: Cloud, width: number, height: number, options: CloudOptions = {}): number {
  return autoExposure(cloudGrid(cloud, width, height, options));
}

type CloudOptions = { readonly largestRadius?: number };

function cloudGrid(cloud: Cloud, width: number, height: number, options: CloudOptions): DensityGrid {
  const points = splatCloud(cloud, width, height);
  const touched = points.coverage.reduce((sum, coverage) => sum + Math.min(1, coverage), 0);
  const wanted = Math.sqrt((0.1 * width * height) / (Math.PI * Math.max(1, touched)));
  const radius = Math.min(wanted, options.largestRadius ?? 0.014 * width);
  return radius < 0.75 ? points : splatCloud(cloud, width, height, { radius });
}
