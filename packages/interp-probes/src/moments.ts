import type { Tensor } from "@beliefscope/tensor";
import { weightedScatter } from "./weighted-scatter.ts";

/**
 * The weighted first and second moments of rows [features | targets]: all that a linear probe needs of its data.
 * Plain data of a fixed size, so shards can be summed anywhere and merged.
 */
export type Moments = {
  readonly numFeatures: number;
  readonly numTargets: number;
  /** Sum of the weights. */
  readonly weight: number;
  /** Weighted means of the features, then of the targets, shape [features + targets]. */
  readonly mean: Float64Array;
  /** sum_row w (z - mean)^T (z - mean) with z = [features | targets], shape [features + targets, features + targets]. */
  readonly scatter: Float64Array;
};

/**
 * Sums the moments of some rows, in two passes: the mean first, then products of the centred rows, so that large
 * offsets of the features cost no digits.
 *
 * @param features Shape [row, feature]; finite.
 * @param targets Shape [row, target]; finite.
 * @param weights Shape [row]; finite, not negative.
 * @param options.rows The rows to sum; all by default.
 * @returns The moments; Float64 whatever the type of the features.
 * @throws RangeError if the shapes do not fit, the rows have no weight, or a value is not finite.
 * @example
 * const x = { shape: [3, 1], data: Float64Array.of(0, 1, 2) };
 * const y = { shape: [3, 1], data: Float64Array.of(1, 3, 5) };
 * const { weight, mean, scatter } = computeMoments(x, y, Float64Array.of(1, 1, 1));
 * [weight, ...mean, ...scatter];
 * // => [3, 1, 3, 2, 4, 4, 8]
 */
export function computeMoments(
  features: Tensor<Float64Array | Float32Array>,
  targets: Tensor<Float64Array | Float32Array>,
  weights: Float64Array,
  { rows = allRows(weights.length) }: { readonly rows?: Int32Array } = {},
): Moments {
  for (const [name, { shape }] of [
    ["features", features],
    ["targets", targets],
  ] as const) {
    if (shape.length !== 2 || shape[0] !== weights.length) {
      throw new RangeError(`computeMoments: ${name} must have shape [${weights.length}, n], got [${shape.join(", ")}]`);
    }
  }
  const numFeatures = features.shape[1]!;
  const numTargets = targets.shape[1]!;
  let weight = 0;
  for (const row of rows) {
    if (!(weights[row]! >= 0)) {
      throw new RangeError(`computeMoments: weights must not be negative, got ${weights[row]} in row ${row}`);
    }
    weight += weights[row]!;
  }
  if (!(weight > 0 && weight < Infinity)) {
    throw new RangeError(`computeMoments: weights must have a positive finite sum, got ${weight}`);
  }
  const mean = Float64Array.of(...weightedMean(features, rows, weights), ...weightedMean(targets, rows, weights));
  const broken = mean.findIndex((value) => !Number.isFinite(value));
  if (broken >= 0) {
    const where = broken < numFeatures ? `feature ${broken}` : `target ${broken - numFeatures}`;
    throw new RangeError(`computeMoments: values must be finite, got a mean of ${mean[broken]} in ${where}`);
  }
  const scatter = weightedScatter([features, targets], rows, weights, mean);
  return { numFeatures, numTargets, weight, mean, scatter };
}

/**
 * Adds two disjoint shards.
 *
 *   S = S_a + S_b + (w_a w_b / w) (m_a - m_b)^T (m_a - m_b)
 *
 * @returns The moments of the rows of both.
 * @throws RangeError if the shards differ in their numbers of features or targets.
 * @see Chan, Golub & LeVeque 1979, updating formulae for sample variances
 * @example
 * const one = (x: number, y: number) => computeMoments({ shape: [1, 1], data: Float64Array.of(x) }, { shape: [1, 1], data: Float64Array.of(y) }, Float64Array.of(1));
 * Array.from(mergeMoments(one(0, 1), one(2, 5)).scatter);
 * // => [2, 4, 4, 8]
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  checkSameColumns("mergeMoments", a, b);
  const weight = a.weight + b.weight;
  const mean = a.mean.map((value, i) => value + (b.weight / weight) * (b.mean[i]! - value));
  return { ...a, weight, mean, scatter: combineScatter(a, b, 1, (a.weight * b.weight) / weight) };
}

/**
 * Takes a shard out of a whole: the inverse of `mergeMoments`.
 *
 * @param total The moments of all rows.
 * @param part The moments of some of them.
 * @returns The moments of the other rows.
 * @throws RangeError if the columns differ, or the part holds all the weight (up to rounding).
 * @example
 * const one = (x: number, y: number) => computeMoments({ shape: [1, 1], data: Float64Array.of(x) }, { shape: [1, 1], data: Float64Array.of(y) }, Float64Array.of(1));
 * Array.from(subtractMoments(mergeMoments(one(0, 1), one(2, 5)), one(0, 1)).mean);
 * // => [2, 5]
 */
export function subtractMoments(total: Moments, part: Moments): Moments {
  checkSameColumns("subtractMoments", total, part);
  const weight = total.weight - part.weight;
  if (!(weight > 1e-12 * total.weight)) {
    throw new RangeError(`subtractMoments: part must leave some weight, got ${part.weight} of ${total.weight}`);
  }
  const mean = total.mean.map((value, i) => value + (part.weight / weight) * (value - part.mean[i]!));
  return { ...total, weight, mean, scatter: combineScatter(total, part, -1, (-total.weight * part.weight) / weight) };
}

/**
 * The moments of some of the features, as if the others had never been there: one sum over all sites of a network serves
 * each site by itself.
 *
 * @param first The first feature to keep.
 * @param count How many.
 * @throws RangeError if there are not that many.
 * @example
 * const x = { shape: [2, 2], data: Float64Array.of(0, 5, 2, 9) };
 * const y = { shape: [2, 1], data: Float64Array.of(1, 3) };
 * const { mean, scatter } = selectFeatures(computeMoments(x, y, Float64Array.of(1, 1)), 1, 1);
 * [...mean, ...scatter]; // => [7, 2, 8, 4, 4, 2]
 */
export function selectFeatures(moments: Moments, first: number, count: number): Moments {
  const { numFeatures, numTargets, mean, scatter } = moments;
  if (!(first >= 0 && count >= 1 && first + count <= numFeatures)) {
    throw new RangeError(`selectFeatures: features must be among ${numFeatures}, got ${count} from ${first}`);
  }
  const kept = Int32Array.from({ length: count + numTargets }, (_, i) =>
    i < count ? first + i : numFeatures + i - count,
  );
  const selected = new Float64Array(kept.length ** 2);
  kept.forEach((from, i) => {
    kept.forEach((to, j) => {
      selected[i * kept.length + j] = scatter[from * mean.length + to]!;
    });
  });
  return { ...moments, numFeatures: count, mean: Float64Array.from(kept, (i) => mean[i]!), scatter: selected };
}

/** S_a + sign · S_b + factor · (m_a - m_b)^T (m_a - m_b) */
function combineScatter(a: Moments, b: Moments, sign: number, factor: number): Float64Array {
  const size = a.mean.length;
  const difference = a.mean.map((value, i) => value - b.mean[i]!);
  const scatter = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const at = i * size + j;
      scatter[at] = a.scatter[at]! + sign * b.scatter[at]! + factor * difference[i]! * difference[j]!;
    }
  }
  return scatter;
}

function weightedMean(
  { shape, data }: Tensor<Float64Array | Float32Array>,
  rows: Int32Array,
  weights: Float64Array,
): Float64Array {
  const width = shape[1]!;
  const mean = new Float64Array(width);
  let weight = 0;
  for (const row of rows) {
    const w = weights[row]!;
    weight += w;
    for (let c = 0; c < width; c++) mean[c] = mean[c]! + w * data[row * width + c]!;
  }
  return mean.map((sum) => sum / weight);
}

function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}

function checkSameColumns(caller: string, a: Moments, b: Moments): void {
  if (a.numFeatures !== b.numFeatures || a.numTargets !== b.numTargets) {
    throw new RangeError(
      `${caller}: both must have the same columns, got ${a.numFeatures} + ${a.numTargets} and ${b.numFeatures} + ${b.numTargets}`,
    );
  }
}
