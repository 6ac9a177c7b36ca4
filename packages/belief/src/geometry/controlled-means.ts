/**
 * Means of several quantities over batches, with standard errors. Where the mean of their sum is known (between bounds), it
 * serves as control variate: the part of each quantity's luck that goes with the luck of the sum is taken off, unless that
 * makes the error larger.
 *
 * @param batches The quantities' means in each batch, at least 3 batches.
 * @param knownSum Bounds of the expected sum, or null.
 * @returns For each quantity its mean and the error of it.
 */
export function controlledMeans(
  batches: readonly Float64Array[],
  knownSum: { readonly lower: number; readonly upper: number } | null,
): { readonly mean: number; readonly error: number }[] {
  const count = batches.length;
  const sums = batches.map((batch) => batch.reduce((sum, value) => sum + value, 0));
  const meanSum = mean(sums);
  const spread = sums.reduce((sum, value) => sum + (value - meanSum) ** 2, 0);
  return Array.from(batches[0]!, (_, i) => {
    const values = batches.map((batch) => batch[i]!);
    const plainMean = mean(values);
    const plain = { mean: plainMean, error: standardError(values, plainMean, count - 1) };
    if (knownSum === null || spread === 0 || knownSum.lower === -Infinity) return plain;

    const slope = values.reduce((sum, value, b) => sum + (value - plainMean) * (sums[b]! - meanSum), 0) / spread;
    const center = (knownSum.lower + knownSum.upper) / 2;
    const rest = values.map((value, b) => value - slope * (sums[b]! - center));
    const restMean = mean(rest);
    const doubt = (Math.abs(slope) * (knownSum.upper - knownSum.lower)) / 2;
    const controlled = { mean: restMean, error: Math.hypot(standardError(rest, restMean, count - 2), doubt) };
    return controlled.error < plain.error ? controlled : plain;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[], center: number, degreesOfFreedom: number): number {
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / degreesOfFreedom / values.length);
}
