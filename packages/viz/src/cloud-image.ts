import type { Rgba } from "./figure.ts";
import { splatCloud, type Cloud, type DensityGrid } from "./splat-cloud.ts";
import { autoExposure, toneMap } from "./tone-map.ts";
import type { Theme } from "./theme.ts";

/**
 * Paints a cloud at the size that suits it: dense clouds as bilinear points, a few lone points as discs big enough to see.
 *
 *   radius = sqrt(share area / (pi touched)), at least 0.75; share = 0.1 and at most 1.4 % of the width (fine: 0.01 and 0.3 %)
 *
 * @param cloud Points in pixels of the image.
 * @param width Pixels, a positive integer.
 * @param height Pixels, a positive integer.
 * @param theme Background and finish.
 * @param options.exposure Density shown at full strength; default: what suits this cloud.
 * @param options.fine For frames of an animation, in which points must not swell as they come together: lone points are drawn as
 *   discs only where hardly any pixel is touched, and small. Default false.
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

type CloudOptions = { readonly fine?: boolean };

function cloudGrid(cloud: Cloud, width: number, height: number, options: CloudOptions): DensityGrid {
  const points = splatCloud(cloud, width, height);
  const touched = points.coverage.reduce((sum, coverage) => sum + Math.min(1, coverage), 0);
  const [share, largest] = options.fine ? [0.01, 0.003 * width] : [0.1, 0.014 * width];
  const wanted = Math.sqrt((share * width * height) / (Math.PI * Math.max(1, touched)));
  const radius = Math.min(wanted, largest);
  return radius < 0.75 ? points : splatCloud(cloud, width, height, { radius });
}
