import type { Tensor } from "@beliefscope/tensor";

/** Points of the plane, y upwards. */
export type PlanePoints = { readonly x: Float64Array; readonly y: Float64Array };

/**
 * Maps beliefs to the plane: (x, y) = projection · belief.
 *
 * @param beliefs Shape [point, state].
 * @param projection Shape [2, state].
 * @throws RangeError if the shapes do not fit or a belief is not finite.
 * @example
 * projectPoints(createTensor(Float64Array.of(0.25, 0.75), [1, 2]), simplexProjection(2)).x; // => [0.75]
 */
export function projectPoints(beliefs: Tensor, projection: Tensor): PlanePoints {
  const [count = 0, numStates = 0] = beliefs.shape;
  if (
    beliefs.shape.length !== 2 ||
    projection.shape.length !== 2 ||
    projection.shape[0] !== 2 ||
    projection.shape[1] !== numStates
  ) {
    throw new RangeError(
      `projectPoints: shapes must be [point, state] and [2, state], got [${beliefs.shape.join(", ")}] and [${projection.shape.join(", ")}]`,
    );
  }
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let state = 0; state < numStates; state++) {
      const share = beliefs.data[i * numStates + state]!;
      x[i]! += projection.data[state]! * share;
      y[i]! += projection.data[numStates + state]! * share;
    }
    if (!Number.isFinite(x[i]! + y[i]!))
      throw new RangeError(`projectPoints: beliefs must be finite, got none at point ${i}`);
  }
  return { x, y };
}

/** Where each state's corner lies: the columns of the projection. */
export function simplexCorners(projection: Tensor): PlanePoints {
  const numStates = projection.shape[1]!;
  return { x: projection.data.slice(0, numStates), y: projection.data.slice(numStates) };
}
