import type { LinearProbe } from "./linear-probe.ts";
import type { Moments } from "./moments.ts";

/** The weighted sum of squared errors of a probe on the rows of some moments, for each target. */
export function squaredErrors(
  { numFeatures, numTargets, weight, mean, scatter }: Moments,
  probe: LinearProbe,
): Float64Array {
  const size = numFeatures + numTargets;
  const W = probe.weights.data;
  return Float64Array.from({ length: numTargets }, (_, k) => {
    const target = numFeatures + k;
    let error = scatter[target * size + target]!;
    let offset = mean[target]! - probe.bias[k]!;
    for (let i = 0; i < numFeatures; i++) {
      const row = i * size;
      let product = -2 * scatter[row + target]!;
      for (let j = 0; j < numFeatures; j++) product += scatter[row + j]! * W[j * numTargets + k]!;
      error += W[i * numTargets + k]! * product;
      offset -= mean[i]! * W[i * numTargets + k]!;
    }
    return Math.max(0, error) + weight * offset ** 2; // the first term is a sum of squares, up to rounding
  });
}

/** sum_row w (y - mean)^2; 0 where it is only rounding. */
export function targetVariance({ numFeatures, weight, mean, scatter }: Moments, k: number): number {
  const column = numFeatures + k;
  const variance = scatter[column * mean.length + column]!;
  return variance > 1e-24 * (variance + weight * mean[column]! ** 2) ? variance : 0;
}
