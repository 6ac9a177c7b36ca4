import { createTensor, type Tensor } from "@beliefscope/tensor";
import { symmetricEigen } from "@beliefscope/tensor/linalg";

/**
 * The plane in which beliefs vary most: the first two principal axes of the weighted covariance, for more than three states.
 *
 *   C = sum_i w_i (b_i - mean)(b_i - mean)' / sum_i w_i,   projection rows = its two leading unit eigenvectors
 *
 * @param beliefs Shape [point, state], at least two states.
 * @param weights Shape [point], 0 or more, not all 0.
 * @returns `projection`, shape [2, state], each axis with its largest entry positive, so that pictures do not flip between
 *   runs; `explained`, the share of the variance along each axis (0 where there is no variance).
 * @throws RangeError if a shape or a weight is wrong.
 * @example
 * const beliefs = createTensor(Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0), [2, 4]);
 * pcaProjection(beliefs, Float64Array.of(1, 1)).explained; // ≈ [1, 0]
 */
export function pcaProjection(
  beliefs: Tensor,
  weights: Float64Array,
): { projection: Tensor; explained: readonly [number, number] } {
  const [count = 0, numStates = 0] = beliefs.shape;
  if (beliefs.shape.length !== 2 || numStates < 2 || weights.length !== count) {
    throw new RangeError(
      `pcaProjection: beliefs must have shape [${weights.length}, states], got [${beliefs.shape.join(", ")}]`,
    );
  }
  let total = 0;
  const mean = new Float64Array(numStates);
  const products = new Float64Array(numStates * numStates); // sum of w b b'
  for (let i = 0; i < count; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`pcaProjection: weights must be 0 or more, got ${weight}`);
    }
    total += weight;
    const belief = beliefs.data.subarray(i * numStates, (i + 1) * numStates);
    for (let j = 0; j < numStates; j++) {
      mean[j]! += weight * belief[j]!;
      for (let k = 0; k < numStates; k++) products[j * numStates + k]! += weight * belief[j]! * belief[k]!;
    }
  }
  if (total === 0) throw new RangeError("pcaProjection: a weight must be above 0, got none");
  const covariance = products.map(
    (sum, jk) => sum / total - (mean[Math.floor(jk / numStates)]! * mean[jk % numStates]!) / total ** 2,
  );
  const { values, vectors } = symmetricEigen(createTensor(covariance, [numStates, numStates])); // ascending, by row
  const variance = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const axes = [numStates - 1, numStates - 2];
  const share = (axis: number): number => (variance > 0 ? Math.max(0, values[axis]!) / variance : 0);
  return {
    projection: createTensor(Float64Array.from(axes.flatMap((axis) => upright(vectors, axis))), [2, numStates]),
    explained: [share(axes[0]!), share(axes[1]!)],
  };
}

/** Row `axis` with the sign that makes its largest entry positive. */
function upright(vectors: Tensor, axis: number): number[] {
  const numStates = vectors.shape[1]!;
  const row = [...vectors.data.subarray(axis * numStates, (axis + 1) * numStates)];
  const largest = row.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) + 1e-9 ? entry : best), 0);
  return row.map((entry) => (largest < 0 ? 0 - entry : entry));
}
