import type { Tensor } from "@beliefscope/tensor";
import { fitView, placeView } from "./fit-view.ts";
import { simplexCorners } from "./project-points.ts";

/**
 * A projection in pixels of a picture: the simplex as large as `beliefCloudPanels` draws it, with room around for its names.
 *
 *   x = projection[0] · belief to the right, y = projection[1] · belief down, from the outer corner of the top left pixel
 *
 * @param projection Shape [2, state], y upwards: `simplexProjection` or `pcaProjection`.
 * @param width Pixels.
 * @param height Pixels.
 * @param options.pixelRatio Pixels for each unit of the figure that the picture is made for, default 2, as in the panels.
 * @returns Shape [2, state], for `beliefDensity` of @beliefscope/belief and `positionColors`.
 * @throws RangeError if the projection has another shape, or a size is not positive.
 * @example
 * placeProjection(simplexProjection(2), 100, 60).data; // ≈ [9, 91, 30, 30]
 */
export function placeProjection(
  projection: Tensor,
  width: number,
  height: number,
  { pixelRatio = 2 }: { readonly pixelRatio?: number } = {},
): Tensor {
  const { shape } = projection;
  if (shape.length !== 2 || shape[0] !== 2 || !(shape[1]! > 0)) {
    throw new RangeError(`placeProjection: projection must have shape [2, state], got [${shape.join(", ")}]`);
  }
  if (!(width > 0 && height > 0 && pixelRatio > 0)) {
    throw new RangeError(
      `placeProjection: width, height and pixelRatio must be above 0, got ${width}, ${height} and ${pixelRatio}`,
    );
  }
  const corners = simplexCorners(projection);
  const { scale, originX, originY } = placeView(fitView(corners, []), width / pixelRatio, height / pixelRatio);
  const x = Array.from(corners.x, (value) => pixelRatio * (originX + scale * value));
  const y = Array.from(corners.y, (value) => pixelRatio * (originY - scale * value));
  return { shape: [...shape], data: Float64Array.from([...x, ...y]) };
}
