import { createTensor, type Tensor } from "@beliefscope/tensor";

/**
 * Where the corners of the belief simplex lie in the plane, for up to three states. A belief b lands on projection · b.
 *
 * 1 state: a point; 2: the segment from S0 to S1; 3: the equilateral triangle with S0 bottom left, S1 bottom right, S2 on top.
 * Beyond three there is no faithful plane picture: see `pcaProjection`.
 *
 * @param numStates 1, 2 or 3.
 * @returns Corner coordinates, shape [2, state], y upwards, sides of length 1.
 * @throws RangeError for another number of states.
 * @example
 * simplexProjection(3).data; // ≈ [0, 1, 0.5, 0, 0, 0.8660254]
 */
export function simplexProjection(numStates: number): Tensor {
  if (numStates === 1) return createTensor(Float64Array.of(0, 0), [2, 1]);
  if (numStates === 2) return createTensor(Float64Array.of(0, 1, 0, 0), [2, 2]);
  if (numStates === 3) return createTensor(Float64Array.of(0, 1, 0.5, 0, 0, Math.sqrt(3) / 2), [2, 3]);
  throw new RangeError(`simplexProjection: numStates must be 1, 2 or 3, got ${numStates}`);
}
