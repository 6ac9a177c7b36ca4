import type { Tensor } from "@beliefscope/tensor";
import { applyProbe, type LinearProbe, solveProbe } from "./linear-probe.ts";
import { computeMoments, mergeMoments, type Moments, subtractMoments } from "./moments.ts";
import { squaredErrors, targetVariance } from "./squared-errors.ts";

/** A linear probe, fitted to all rows, and how well its like predicts rows that it did not see. */
export type CrossValidatedProbe = {
  readonly probe: LinearProbe;
  /** For each fold, the probe fitted to all the other folds. */
  readonly foldProbes: readonly LinearProbe[];
  /** `pooledR2` of each fold predicted by its probe, pooled over folds. Null, with the reason, if the targets do not vary. */
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
 * Sums the moments of each fold: all that `crossValidatedProbe` needs to know of the rows.
 *
 * @param data.features Shape [row, feature]; finite.
 * @param data.targets Shape [row, target]; finite.
 * @param data.weights Shape [row], not negative; both the fit and the metrics use them.
 * @param data.folds Shape [row], the fold of each row, 0, 1, …; each fold must have some weight.
 * @returns One entry a fold.
 * @throws RangeError if the shapes do not fit, a value is not finite, or a fold has no weight.
 * @example
 * const column = { shape: [4, 1], data: Float64Array.of(0, 1, 2, 3) };
 * const data = { features: column, targets: column, weights: new Float64Array(4).fill(1) };
 * foldMoments({ ...data, folds: Int32Array.of(0, 1, 0, 1) }).map(({ mean }) => mean[0]); // => [1, 2]
 */
export function foldMoments({
  features,
  targets,
  weights,
  folds,
}: {
  readonly features: Tensor<Float64Array | Float32Array>;
  readonly targets: Tensor;
  readonly weights: Float64Array;
  readonly folds: Int32Array;
}): Moments[] {
  if (folds.length !== weights.length || folds.some((fold) => fold < 0)) {
    throw new RangeError(`foldMoments: folds must be ${weights.length} indices from 0, got ${folds.length}`);
  }
  return rowsByFold(folds).map((rows) => computeMoments(features, targets, weights, { rows }));
}

/**
 * Fits a linear probe and measures it by cross-validation: the probe for a fold is solved from the moments of all rows
 * minus those of the fold, and its squared error on the fold follows from the fold's own moments.
 *
 *   sum_row w |y - x W - b|^2 = tr(S_yy - 2 W^T S_xy + W^T S_xx W) + w |mean_y - mean_x W - b|^2
 *   jackknife: se^2 = (F - 1) / F · sum_f (R2_f - mean)^2,  R2_f = R2 of the pooled predictions without fold f
 *
 * @param folds The moments of two folds or more, from `foldMoments`.
 * @param options.ridge See `solveProbe`.
 * @throws RangeError if there is only one fold.
 * @example
 * const features = { shape: [6, 1], data: Float32Array.of(0, 1, 2, 3, 4, 5) };
 * const targets = { shape: [6, 1], data: Float64Array.of(1, 3, 5, 7, 9, 11) };
 * const weights = new Float64Array(6).fill(1 / 6);
 * const moments = foldMoments({ features, targets, weights, folds: Int32Array.of(0, 0, 1, 1, 2, 2) });
 * crossValidatedProbe(moments).r2HeldOut; // ≈ 1.000000
 */
export function crossValidatedProbe(
  folds: readonly Moments[],
  { ridge = 1e-9 }: { readonly ridge?: number } = {},
): CrossValidatedProbe {
  if (folds.length < 2) throw new RangeError(`crossValidatedProbe: folds must be two or more, got ${folds.length}`);
  const total = folds.reduce(mergeMoments);
  const others = folds.map((fold) => subtractMoments(total, fold));
  const foldProbes = others.map((rest) => solveProbe(rest, { ridge }));
  const probe = solveProbe(total, { ridge });
  const foldErrors = folds.map((fold, f) => squaredErrors(fold, foldProbes[f]!));
  const heldOut = foldErrors.reduce((sum, errors) => sum.map((error, k) => error + errors[k]!));
  const inSample = squaredErrors(total, probe);
  const r2HeldOut = explained(total, heldOut);
  return {
    probe,
    foldProbes,
    r2HeldOut,
    r2HeldOutSe: jackknife(
      others.map((rest, f) =>
        explained(
          rest,
          heldOut.map((error, k) => error - foldErrors[f]![k]!),
        ),
      ),
    ),
    r2HeldOutByTarget: Array.from(heldOut, (error, k) => explainedOf(total, error, k)),
    r2InSample: explained(total, inSample),
    rmseHeldOut: Math.sqrt(sum(heldOut) / total.weight),
    rmseInSample: Math.sqrt(sum(inSample) / total.weight),
    ...(r2HeldOut === null && { reason: "the targets do not vary" }),
  };
}

/**
 * What each row's target is predicted to be by the probe that was not fitted to its fold.
 *
 * @param features Shape [row, feature].
 * @param folds Shape [row], as given to `foldMoments`.
 * @param foldProbes From `crossValidatedProbe`.
 * @returns Shape [row, target].
 * @throws RangeError if the features do not fit the probes.
 * @example
 * const features = { shape: [2, 1], data: Float64Array.of(1, 2) };
 * const times = (factor: number) => ({ weights: { shape: [1, 1], data: Float64Array.of(factor) }, bias: Float64Array.of(0) });
 * heldOutPredictions(features, Int32Array.of(0, 1), [times(10), times(100)]).data; // => [10, 200]
 */
export function heldOutPredictions(
  features: Tensor<Float64Array | Float32Array>,
  folds: Int32Array,
  foldProbes: readonly LinearProbe[],
): Tensor {
  const numTargets = foldProbes[0]!.bias.length;
  const data = new Float64Array(folds.length * numTargets);
  rowsByFold(folds).forEach((rows, fold) => {
    const predictions = applyProbe(foldProbes[fold]!, features, { rows }).data;
    rows.forEach((row, r) => {
      data.set(predictions.subarray(r * numTargets, (r + 1) * numTargets), row * numTargets);
    });
  });
  return { shape: [folds.length, numTargets], data };
}

function rowsByFold(folds: Int32Array): Int32Array[] {
  const rows = Array.from({ length: folds.reduce((max, fold) => Math.max(max, fold), 0) + 1 }, () => [] as number[]);
  folds.forEach((fold, row) => rows[fold]!.push(row));
  return rows.map((list) => Int32Array.from(list));
}

/** R² of one target, from its squared error; null if it does not vary. */
function explainedOf(moments: Moments, error: number, k: number): number | null {
  const variance = targetVariance(moments, k);
  return variance > 0 ? 1 - error / variance : null;
}

/** R² of all targets, pooled; null if they do not vary. */
function explained(moments: Moments, errors: Float64Array): number | null {
  const variance = sum(errors.map((_, k) => targetVariance(moments, k)));
  return variance > 0 ? 1 - sum(errors) / variance : null;
}

/** Standard error from the values without each group; null if one of them does not exist. */
function jackknife(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return null;
  const mean = sum(known) / known.length;
  const squares = sum(known.map((value) => (value - mean) ** 2));
  return Math.sqrt(((known.length - 1) / known.length) * squares);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
