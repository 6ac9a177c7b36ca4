import type { Tensor } from "@beliefscope/tensor";
import { applyProbe, type LinearProbe, solveProbe } from "./linear-probe.ts";
import { computeMoments, mergeMoments, subtractMoments } from "./moments.ts";
import { pooledR2, r2ByTarget, rootMeanSquareError } from "./pooled-r2.ts";

/** A linear probe, fitted to all rows, and how well its like predicts rows that it did not see. */
export type CrossValidatedProbe = {
  readonly probe: LinearProbe;
  /** Each row predicted by the probe fitted to all other folds, shape [row, target]. */
  readonly predictions: Tensor;
  /** `pooledR2` of `predictions`. Null, with the reason, if the targets do not vary. */
  readonly r2HeldOut: number | null;
  /** Standard error of `r2HeldOut` by the jackknife over folds. */
  readonly r2HeldOutSe: number | null;
  readonly r2HeldOutByTarget: readonly (number | null)[];
  /** `pooledR2` of the probe fitted to all rows, on the same rows. */
  readonly r2InSample: number | null;
  readonly rmseHeldOut: number;
  readonly rmseInSample: number;
  readonly reason?: string;
};

/**
 * Fits a linear probe and measures it by cross-validation: moments are summed once for each fold, and the probe for a
 * fold is solved from the moments of all rows minus those of the fold.
 *
 *   jackknife: se^2 = (F - 1) / F · sum_f (R2_f - mean)^2,  R2_f = R2 of the pooled predictions without fold f
 *
 * @param data.features Shape [row, feature]; finite.
 * @param data.targets Shape [row, target]; finite.
 * @param data.weights Shape [row], not negative; both the fit and the metrics use them.
 * @param data.folds Shape [row], the fold of each row, 0, 1, …; at least two, each with some weight.
 * @param data.ridge See `solveProbe`.
 * @throws RangeError if the shapes do not fit, a value is not finite, or a fold has none or all of the weight.
 * @example
 * const features = { shape: [6, 1], data: Float32Array.of(0, 1, 2, 3, 4, 5) };
 * const targets = { shape: [6, 1], data: Float64Array.of(1, 3, 5, 7, 9, 11) };
 * const weights = new Float64Array(6).fill(1 / 6);
 * crossValidatedProbe({ features, targets, weights, folds: Int32Array.of(0, 0, 1, 1, 2, 2) }).r2HeldOut; // ≈ 1.000000
 */
export function crossValidatedProbe({
  features,
  targets,
  weights,
  folds,
  ridge = 1e-9,
}: {
  readonly features: Tensor<Float64Array | Float32Array>;
  readonly targets: Tensor;
  readonly weights: Float64Array;
  readonly folds: Int32Array;
  readonly ridge?: number;
}): CrossValidatedProbe {
  if (folds.length !== weights.length || folds.some((fold) => fold < 0)) {
    throw new RangeError(`crossValidatedProbe: folds must be ${weights.length} indices from 0, got ${folds.length}`);
  }
  const foldRows = rowsByFold(folds);
  const foldMoments = foldRows.map((rows) => computeMoments(features, targets, weights, { rows }));
  const total = foldMoments.reduce(mergeMoments);

  const predictions: Tensor = { shape: targets.shape, data: new Float64Array(targets.data.length) };
  const numTargets = targets.shape[1]!;
  foldRows.forEach((rows, fold) => {
    const probe = solveProbe(subtractMoments(total, foldMoments[fold]!), { ridge });
    const heldOut = applyProbe(probe, features, { rows });
    rows.forEach((row, r) => {
      predictions.data.set(heldOut.data.subarray(r * numTargets, (r + 1) * numTargets), row * numTargets);
    });
  });
  const probe = solveProbe(total, { ridge });
  const fitted = applyProbe(probe, features);
  const r2HeldOut = pooledR2(targets, predictions, weights);
  return {
    probe,
    predictions,
    r2HeldOut,
    r2HeldOutSe: jackknife(foldRows.map((rows) => pooledR2(targets, predictions, without(weights, rows)))),
    r2HeldOutByTarget: r2ByTarget(targets, predictions, weights),
    r2InSample: pooledR2(targets, fitted, weights),
    rmseHeldOut: rootMeanSquareError(targets, predictions, weights),
    rmseInSample: rootMeanSquareError(targets, fitted, weights),
    ...(r2HeldOut === null && { reason: "the targets do not vary" }),
  };
}

function rowsByFold(folds: Int32Array): Int32Array[] {
  const rows = new Map<number, number[]>();
  folds.forEach((fold, row) => {
    const list = rows.get(fold);
    if (list) list.push(row);
    else rows.set(fold, [row]);
  });
  return Array.from(rows.values(), (list) => Int32Array.from(list));
}

function without(weights: Float64Array, rows: Int32Array): Float64Array {
  const rest = weights.slice();
  for (const row of rows) rest[row] = 0;
  return rest;
}

/** Standard error from the values without each group; null if one of them does not exist. */
function jackknife(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(((known.length - 1) / known.length) * squares);
}
