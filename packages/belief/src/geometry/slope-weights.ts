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
