import type { Tensor } from "./tensor.ts";

/**
 * The share of the targets' weighted variance that predictions explain, all columns pooled.
 *
 *   R2 = 1 - sum_row w |y - p|^2 / sum_row w |y - mean|^2,  mean = sum_row w y / sum_row w
 *
 * @param targets y, shape [row, column].
 * @param predictions p, same shape.
 * @param weights w, shape [row], not negative.
 * @returns At most 1; below 0 where the constant `mean` would have done better; null if the targets do not vary.
 * @throws RangeError if the shapes differ or the weights have no positive sum.
 * @example
 * const y = { shape: [4, 1], data: Float64Array.of(0, 1, 2, 3) };
 * const p = { shape: [4, 1], data: Float64Array.of(0, 1, 2, 2) };
 * pooledR2(y, p, Float64Array.of(1, 1, 1, 1)); // => 0.8
 */
export function pooledR2(targets: Tensor, predictions: Tensor, weights: Float64Array): number | null {
  const columns = squaredErrors("pooledR2", targets, predictions, weights);
  return explained({ error: sum(columns.map((c) => c.error)), variance: sum(columns.map((c) => c.variance)) });
}

/**
 * The share of the weighted variance explained in each column of the targets: `pooledR2` column by column.
 *
 * @param targets Shape [row, column].
 * @param predictions Same shape.
 * @param weights Shape [row], not negative.
 * @returns One for each column; null where the column does not vary.
 * @throws RangeError if the shapes differ or the weights have no positive sum.
 * @example
 * const y = { shape: [2, 2], data: Float64Array.of(0, 1, 2, 1) };
 * r2ByTarget(y, y, Float64Array.of(1, 1)); // => [1, null]
 */
export function r2ByTarget(targets: Tensor, predictions: Tensor, weights: Float64Array): (number | null)[] {
  return squaredErrors("r2ByTarget", targets, predictions, weights).map(explained);
}

/**
 * The weighted root mean square distance of predictions from targets.
 *
 *   RMSE = sqrt(sum_row w |y - p|^2 / sum_row w)
 *
 * @param targets y, shape [row, column].
 * @param predictions p, same shape.
 * @param weights w, shape [row], not negative.
 * @returns A distance in the space of a whole row (not divided by the number of columns).
 * @throws RangeError if the shapes differ or the weights have no positive sum.
 * @example
 * const y = { shape: [2, 2], data: Float64Array.of(0, 0, 3, 4) };
 * const p = { shape: [2, 2], data: Float64Array.of(0, 0, 0, 0) };
 * rootMeanSquareError(y, p, Float64Array.of(3, 1)); // => 2.5
 */
export function rootMeanSquareError(targets: Tensor, predictions: Tensor, weights: Float64Array): number {
  return Math.sqrt(sum(squaredErrors("rootMeanSquareError", targets, predictions, weights).map((c) => c.error)));
}

/** Weighted mean squares of one column. */
type ColumnErrors = { readonly error: number; readonly variance: number };

function squaredErrors(caller: string, targets: Tensor, predictions: Tensor, weights: Float64Array): ColumnErrors[] {
  const [rows, columns] = targets.shape as [number, number];
  if (targets.shape.length !== 2 || predictions.shape.join() !== targets.shape.join()) {
    const got = `[${targets.shape.join(", ")}] and [${predictions.shape.join(", ")}]`;
    throw new RangeError(`${caller}: targets and predictions must have one shape [row, column], got ${got}`);
  }
  const weight = sum(weights);
  if (weights.length !== rows || !(weight > 0)) {
    throw new RangeError(
      `${caller}: weights must be ${rows} numbers with a positive sum, got ${weights.length} with ${weight}`,
    );
  }
  return Array.from({ length: columns }, (_, column) => {
    let mean = 0;
    let square = 0;
    for (let row = 0; row < rows; row++) {
      const y = targets.data[row * columns + column]!;
      mean += (weights[row]! / weight) * y;
      square += (weights[row]! / weight) * y * y;
    }
    let error = 0;
    let variance = 0;
    for (let row = 0; row < rows; row++) {
      const y = targets.data[row * columns + column]!;
      error += (weights[row]! / weight) * (y - predictions.data[row * columns + column]!) ** 2;
      variance += (weights[row]! / weight) * (y - mean) ** 2;
    }
    return { error, variance: variance > 1e-24 * square ? variance : 0 }; // a constant column varies by rounding only
  });
}

function explained({ error, variance }: ColumnErrors): number | null {
  return variance > 0 ? 1 - error / variance : null;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
