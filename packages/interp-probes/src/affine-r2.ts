import { pooledR2, type Tensor } from "@beliefscope/tensor";
import { applyProbe, solveProbe } from "./linear-probe.ts";
import { computeMoments } from "./moments.ts";

/**
 * R2 of predictions after the best affine map onto the targets: what they know, whatever coordinates they say it in.
 *
 *   max over A, b of R2(y, p A + b)
 *
 * @param targets y, shape [row, column].
 * @param predictions p, shape [row, any].
 * @param weights Shape [row], not negative.
 * @returns From 0 to 1, in sample; null if the targets do not vary.
 * @throws RangeError if the shapes do not fit or the weights have no positive sum.
 * @example
 * const y = { shape: [3, 1], data: Float64Array.of(1, 2, 3) };
 * const p = { shape: [3, 1], data: Float64Array.of(-10, -20, -30) };
 * affineR2(y, p, Float64Array.of(1, 1, 1)); // ≈ 1.0000
 */
export function affineR2(targets: Tensor, predictions: Tensor, weights: Float64Array): number | null {
  const probe = solveProbe(computeMoments(predictions, targets, weights));
  return pooledR2(targets, applyProbe(probe, predictions), weights);
}
