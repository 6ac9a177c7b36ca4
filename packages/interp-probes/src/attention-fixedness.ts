import type { PatternMoments } from "./pattern-moments.ts";

/**
 * How fixed the pattern of each head is: the share of its attention's variance that position alone explains.
 *
 *   fixedness = 1 - sum_{t, s <= t} E (A[t, s] - E A[t, s])^2 / sum_{t, s <= t} E (A[t, s] - m_t)^2
 *
 * with m_t the mean over the keys s <= t of E A[t, s], so that what is compared is how attention is shared out among the
 * keys of one query, not how many there are. Expectations go over sequences; every query counts alike.
 *
 * @returns One from 0 to 1 for each head: 1 where the pattern does not depend on what is read, 0 where its mean is uniform
 *   and all that is not uniform depends on it.
 * @example
 * const patterns = { shape: [2, 1, 2, 2], data: Float32Array.of(1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75) };
 * attentionFixedness(patternMoments(patterns, Float64Array.of(1, 1))); // => [0.5]
 */
export function attentionFixedness({ numHeads, length, weight, pattern }: PatternMoments): number[] {
  return Array.from({ length: numHeads }, (_, head) => {
    let byInput = 0;
    let byPosition = 0;
    for (let query = 0; query < length; query++) {
      const row = (head * length + query) * length;
      const attention = pattern.mean.subarray(row, row + query + 1);
      const uniform = attention.reduce((sum, value) => sum + value, 0) / (query + 1);
      for (let key = 0; key <= query; key++) {
        byInput += pattern.scatter[row + key]! / weight;
        byPosition += (attention[key]! - uniform) ** 2;
      }
    }
    return byInput === 0 ? 1 : byPosition / (byPosition + byInput);
  });
}
