import type { Rgba } from "./figure.ts";
import { splatCloud, type Cloud } from "./splat-cloud.ts";
import { toneMap } from "./tone-map.ts";
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
 * @returns An opaque image.
 * @example
 * const cloud = { x: Float64Array.of(2), y: Float64Array.of(2), weight: Float64Array.of(1), color: Float32Array.of(1, 0, 0) };
 * cloudImage(cloud, 4, 4, themes.dark).data.length; // => 64
 */
export function cloudImage(cloud: Cloud, width: number, height: number, theme: Theme): Rgba {
  const points = splatCloud(cloud, width, height);
  const touched = points.coverage.reduce((sum, coverage) => sum + Math.min(1, coverage), 0);
  const wanted = Math.sqrt((0.1 * width * height) / (Math.PI * Math.max(1, touched)));
  const radius = Math.min(wanted, 0.014 * width);
  return toneMap(radius < 0.75 ? points : splatCloud(cloud, width, height, { radius }), theme);
}
