import type { Hmm } from "@beliefscope/hmm-core";
import { optimalLossByTokensRead } from "./optimal-loss.ts";

/**
 * The entropies of words, by their length; exact.
 *
 *   H(n) = -sum_w P(w) log P(w),   w = X_1 ... X_n from the initial belief,   n = 0, ..., length
 *
 * Summed from the optimal losses, H(n + 1) - H(n) = H(X_{n+1} | X_1 ... X_n), so lengths go as far as those do.
 *
 * @param length The longest words.
 * @returns Nats, shape [length + 1].
 * @throws RangeError if length is not a non-negative integer, or there are too many beliefs (the message of
 *   `optimalLossByTokensRead`, which counts the tokens read before the last one).
 * @example
 * blockEntropies(goldenMean({ p: 0.5 }), 3); // ≈ [0, 0.6365142, 1.0986123, 1.5607104]
 * @see Crutchfield & Feldman 2003, arXiv:cond-mat/0102181
 */
export function blockEntropies(hmm: Hmm, length: number): Float64Array {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`blockEntropies: length must be a non-negative integer, got ${length}`);
  }
  const entropies = new Float64Array(length + 1);
  if (length === 0) return entropies;
  optimalLossByTokensRead(hmm, length - 1).forEach((loss, n) => {
    entropies[n + 1] = entropies[n]! + loss;
  });
  return entropies;
}
