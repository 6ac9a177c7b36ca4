import type { Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import { optimalLosses } from "./optimal-loss.ts";

/**
 * The entropies of words, by their length; exact.
 *
 *   H(n) = -sum_w P(w) log P(w),   w = X_1 ... X_n from the initial belief,   n = 0, ..., length
 *
 * Summed from the optimal losses, H(n + 1) - H(n) = H(X_{n+1} | X_1 ... X_n), so lengths go as far as those do.
 *
 * @param length The longest words.
 * @returns Nats, shape [length + 1].
 * @throws RangeError if length is not an integer in [0, 100 000], or there are too many beliefs, as in
 *   `optimalLossByTokensRead`.
 * @example
 * blockEntropies(goldenMean({ p: 0.5 }), 3); // ≈ [0, 0.6365142, 1.0986123, 1.5607104]
 * @see Crutchfield & Feldman 2003, arXiv:cond-mat/0102181
 */
export function blockEntropies(hmm: Hmm, length: number): Float64Array {
  checkLength("blockEntropies", "length", length);
  const entropies = new Float64Array(length + 1);
  if (length === 0) return entropies;
  const tooLong = (most: number | string, why: string): RangeError =>
    new RangeError(
      `blockEntropies: length must be at most ${most} tokens and one for ${hmm.name} (${why}), got ${length}`,
    );
  optimalLosses(hmm, length - 1, null, tooLong).forEach((loss, n) => {
    entropies[n + 1] = entropies[n]! + loss;
  });
  return entropies;
}
