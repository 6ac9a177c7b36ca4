import { type BeliefClouds, viewCorners } from "./belief-cloud-panels.ts";
import { cloudExposure } from "./cloud-image.ts";
import { fitView, placePoints, placeView, type View } from "./fit-view.ts";
import { projectPoints } from "./project-points.ts";
import { stripExposure } from "./strip-image.ts";

/**
 * One view for all frames of an animation, or for figures to be compared: it holds every point of every one of them, as far
 * as a view of at most 1.8 times the simplex can. A few thousand points of each are enough to tell.
 *
 * @param frames Beliefs of one number of states in one projection.
 * @throws RangeError if there is no frame, or a shape is wrong.
 * @example
 * const truth = createTensor(Float64Array.of(1.25, -0.25), [1, 2]);
 * const frame = { truth, weights: Float64Array.of(1), projection: simplexProjection(2), clouds: [{ title: "", claims: truth }] };
 * commonView([frame]); // => { left: -0.25, right: 1, bottom: 0, top: 0 }
 */
export function commonView(frames: readonly BeliefClouds[]): View {
  const views = frames.map((frame) =>
    fitView(
      viewCorners(frame),
      frame.clouds.map(({ claims }) => projectPoints(claims, frame.projection)),
    ),
  );
  if (views.length === 0) throw new RangeError("commonView: frames must not be empty, got none");
  return {
    left: Math.min(...views.map(({ left }) => left)),
    right: Math.max(...views.map(({ right }) => right)),
    bottom: Math.min(...views.map(({ bottom }) => bottom)),
    top: Math.max(...views.map(({ top }) => top)),
  };
}

/**
 * One exposure a panel for all frames of an animation, so that none pumps: the geometric mean of what the frames would choose
 * for themselves. A few frames that stand for all are enough; they need as many points as those that will be shown.
 *
 * @param frames At least one, with as many clouds each; their `view` if it is locked.
 * @param width Of the panels, in units of the figure.
 * @param height Of the panels, in units of the figure.
 * @returns One exposure a cloud, in order.
 * @throws RangeError if there is no frame, or a shape is wrong.
 * @example
 * const truth = createTensor(Float64Array.of(1, 0), [1, 2]);
 * const frame = { truth, weights: Float64Array.of(1), projection: simplexProjection(2), clouds: [{ title: "", claims: truth }] };
 * commonExposures([frame, { ...frame, weights: Float64Array.of(4) }], 100, 50).length; // => 1
 */
export function commonExposures(frames: readonly BeliefClouds[], width: number, height: number): number[] {
  const first = frames[0];
  if (first === undefined) throw new RangeError("commonExposures: frames must not be empty, got none");
  return first.clouds.map((_, k) => {
    const logs = frames.map((frame) => Math.log(exposureOf(frame, k, width, height)));
    return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
  });
}

function exposureOf(frame: BeliefClouds, k: number, width: number, height: number): number {
  const { truth, weights, projection, clouds, pixelRatio = 2 } = frame;
  const claims = clouds[k]?.claims;
  if (claims === undefined) {
    throw new RangeError(`commonExposures: frames must have as many clouds each, got ${clouds.length} and more`);
  }
  const points = projectPoints(claims, projection);
  const placement = placeView(frame.view ?? fitView(viewCorners(frame), [points]), width, height);
  const count = points.x.length;
  const cloud = { ...placePoints(points, placement, pixelRatio), weight: weights, color: new Float32Array(3 * count) };
  const [columns, rows] = [Math.round(pixelRatio * width), Math.round(pixelRatio * height)];
  return truth.shape[1] === 2 ? stripExposure(cloud, columns) : cloudExposure(cloud, columns, rows, { fine: true });
}
