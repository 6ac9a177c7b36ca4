/**
 * The standard error of the mean of independent values.
 *
 *   se = sqrt(sum_i (x_i - mean)^2 / (n - 1) / n)
 *
 * @param values Shape [n].
 * @returns 0 for fewer than two values: of a mean over no sample (an exact one), nothing is uncertain.
 * @example
 * standardError(Float64Array.of(1, 2, 3, 4)); // ≈ 0.6454972
 */
export function standardError(values: Float64Array): number {
  const n = values.length;
  if (n < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sumOfSquares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(sumOfSquares / (n - 1) / n);
}
