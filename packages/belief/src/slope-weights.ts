/**
 * The weights a[k] by which a least-squares line through equally spaced points has the slope sum_k a[k] y[k].
 *
 * @param count At least 2.
 * @param step The distance of neighbouring points.
 */
export function slopeWeights(count: number, step: number): Float64Array {
  const center = (count - 1) / 2;
  const spread = (count * (count * count - 1)) / 12;
  return Float64Array.from({ length: count }, (_, k) => (k - center) / (spread * step));
}

/** The slope of y[from], ..., y[to - 1], and by how much it differs between their two halves. */
export function slopeAndBend(y: Float64Array, from: number, to: number, step: number): { slope: number; bend: number } {
  const slope = (a: number, b: number): number =>
    slopeWeights(b - a, step).reduce((sum, weight, k) => sum + weight * y[a + k]!, 0);
  const middle = Math.floor((from + to) / 2);
  return { slope: slope(from, to), bend: Math.abs(slope(from, middle + 1) - slope(middle, to)) };
}
