/** So few values are sorted as they are; of more, so many say where to look. */
const SAMPLE = 1024;

/**
 * The k-th smallest of some numbers, in time linear in how many there are: only those that lie near it in a regular sample are
 * sorted (all, should the sample mislead).
 *
 * @param values At least one.
 * @param k From 0.
 * @see Floyd & Rivest 1975, "Expected time bounds for selection"
 */
export function kthSmallest(values: Float32Array, k: number): number {
  const { length } = values;
  if (length > 4 * SAMPLE) {
    const stride = length / SAMPLE;
    const sample = new Float32Array(SAMPLE);
    for (let i = 0; i < SAMPLE; i++) sample[i] = values[Math.floor(i * stride)]!;
    sample.sort();
    const place = k / stride;
    const reach = 2 + 4 * Math.sqrt((place * (length - k)) / length); // four standard errors of a place in the sample
    const low = sample[Math.floor(place - reach)] ?? -Infinity;
    const high = sample[Math.ceil(place + reach)] ?? Infinity;
    const near: number[] = [];
    let below = 0;
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (value < low) below++;
      else if (value <= high) near.push(value);
    }
    const rank = k - below;
    if (rank >= 0 && rank < near.length) return Float32Array.from(near).sort()[rank]!;
  }
  return values.slice().sort()[k]!;
}
