import type { Tensor } from "@beliefscope/tensor";
import { choleskySolve, transpose } from "@beliefscope/tensor/linalg";
import type { Moments } from "./moments.ts";

/** An affine map from features to targets: y = x · weights + bias. */
export type LinearProbe = {
  /** Shape [feature, target]. */
  readonly weights: Tensor;
  /** Shape [target]. */
  readonly bias: Float64Array;
};

/**
 * Fits the linear probe of least weighted squared error by the normal equations of centred features.
 *
 *   (S_xx + ridge · trace(S_xx) / d · I) W = S_xy,  bias = mean_y - mean_x W
 *
 * The ridge is relative to the mean variance of a feature, so it does not depend on the scale of the features. At its
 * default it makes constant, duplicate and collinear features harmless, and moves the fit of others by about 1e-9.
 *
 * @param moments Of the rows to fit.
 * @param options.ridge Not below 1e-12, the rounding of the moments.
 * @returns The probe; all weights are 0 if no feature varies.
 * @throws RangeError if the ridge is too small or not finite.
 * @example
 * const x = { shape: [3, 1], data: Float64Array.of(0, 1, 2) };
 * const y = { shape: [3, 1], data: Float64Array.of(1, 3, 5) };
 * const probe = solveProbe(computeMoments(x, y, Float64Array.of(1, 1, 1)));
 * [probe.weights.data[0], probe.bias[0]];
 * // ≈ [2.0000, 1.0000]
 */
export function solveProbe(moments: Moments, { ridge = 1e-9 }: { readonly ridge?: number } = {}): LinearProbe {
  if (!(ridge >= 1e-12 && ridge < Infinity)) {
    throw new RangeError(`solveProbe: ridge must be finite and at least 1e-12, got ${ridge}`);
  }
  const { numFeatures, numTargets, mean, scatter } = moments;
  const stride = numFeatures + numTargets;
  const gram = new Float64Array(numFeatures * numFeatures); // S_xx
  const cross = new Float64Array(numFeatures * numTargets); // S_xy
  let trace = 0;
  for (let i = 0; i < numFeatures; i++) {
    const row = scatter.subarray(i * stride, (i + 1) * stride);
    gram.set(row.subarray(0, numFeatures), i * numFeatures);
    cross.set(row.subarray(numFeatures), i * numTargets);
    trace += row[i]!;
  }
  const bias = mean.slice(numFeatures);
  if (!(trace > 0))
    return { weights: { shape: [numFeatures, numTargets], data: new Float64Array(cross.length) }, bias };
  for (let i = 0; i < numFeatures; i++) gram[i * numFeatures + i]! += (ridge * trace) / numFeatures;
  const weights = choleskySolve(
    { shape: [numFeatures, numFeatures], data: gram },
    { shape: [numFeatures, numTargets], data: cross },
  );
  for (let i = 0; i < numFeatures; i++) {
    for (let k = 0; k < numTargets; k++) bias[k]! -= mean[i]! * weights.data[i * numTargets + k]!;
  }
  return { weights, bias };
}

/**
 * Reads the targets out of features: y = x · weights + bias.
 *
 * @param features Shape [row, feature].
 * @param options.rows The rows to read; all by default.
 * @returns Shape [row, target].
 * @throws RangeError if the features do not fit the probe.
 * @example
 * const probe = { weights: { shape: [2, 1], data: Float64Array.of(2, -1) }, bias: Float64Array.of(10) };
 * applyProbe(probe, { shape: [2, 2], data: Float32Array.of(1, 0, 0, 1) }).data;
 * // => [12, 9]
 */
export function applyProbe(
  { weights, bias }: LinearProbe,
  { shape, data }: Tensor<Float64Array | Float32Array>,
  { rows }: { readonly rows?: Int32Array } = {},
): Tensor {
  const numFeatures = weights.shape[0]!;
  const numTargets = bias.length;
  if (shape.length !== 2 || shape[1] !== numFeatures) {
    throw new RangeError(`applyProbe: features must have shape [rows, ${numFeatures}], got [${shape.join(", ")}]`);
  }
  const numRows = rows?.length ?? shape[0]!;
  const columns = transpose(weights).data; // [target, feature]
  const predictions = new Float64Array(numRows * numTargets);
  for (let r = 0; r < numRows; r++) {
    const from = (rows ? rows[r]! : r) * numFeatures;
    for (let k = 0; k < numTargets; k++) {
      let sum = bias[k]!;
      for (let i = 0; i < numFeatures; i++) sum += data[from + i]! * columns[k * numFeatures + i]!;
      predictions[r * numTargets + k] = sum;
    }
  }
  return { shape: [numRows, numTargets], data: predictions };
}
