/** The middle of several measurements, and how far they go. */
export type Spread = { readonly median: number; readonly low: number; readonly high: number };

/**
 * Sums measurements up by their median and their quartiles, which one disturbed round does not move.
 *
 * @param values At least one.
 */
export function spread(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const quantile = (share: number): number => {
    const at = share * (sorted.length - 1);
    const below = sorted[Math.floor(at)]!;
    return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
  };
  return { median: quantile(0.5), low: quantile(0.25), high: quantile(0.75) };
}
