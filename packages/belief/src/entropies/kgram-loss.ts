import { checkKind, type Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import { optimalLosses } from "./optimal-loss.ts";
import { stationaryStartFor } from "../stationary-start.ts";

/**
 * The loss of the exact k-gram predictor, by the number of tokens read; it knows the last k - 1 of them (all, while they
 * are fewer).
 *
 *   loss[j] = H(X_{m+1} | X_1 ... X_m),   m = min(j, k - 1),   j = 0, ..., length
 *
 * @param options.k At least 1: 1 predicts by the unigram law.
 * @param options.length The largest j.
 * @returns Nats, shape [length + 1].
 * @throws RangeError if k is not a positive or length not a non-negative integer, the process does not start stationary (its
 *   k-gram laws would change with time), or there are too many contexts.
 * @example
 * kgramLossByTokensRead(mess3({ x: 0.05, a: 0.85 }), { k: 2, length: 3 }); // ≈ [1.0986123, 0.857719, 0.857719, 0.857719]
 */
export function kgramLossByTokensRead(
  hmm: Hmm,
  options: { readonly k: number; readonly length: number },
): Float64Array {
  checkKind("kgramLossByTokensRead", "options", "an object", options);
  const { k, length } = options;
  if (!Number.isInteger(k) || k < 1)
    throw new RangeError(`kgramLossByTokensRead: k must be a positive integer, got ${k}`);
  checkLength("kgramLossByTokensRead", "length", length);
  if (stationaryStartFor("kgramLossByTokensRead", hmm) !== hmm.initialBelief) {
    throw new RangeError(`kgramLossByTokensRead: ${hmm.name} must start stationary, got another initialBelief`);
  }
  const read = Math.min(length, k - 1);
  const losses = optimalLosses(hmm, read, null, (most, why) => {
    const rule = `k or length must leave at most ${most} tokens read for ${hmm.name} (${why})`;
    return new RangeError(`kgramLossByTokensRead: ${rule}, got ${read}`);
  });
  return Float64Array.from({ length: length + 1 }, (_, j) => losses[Math.min(j, k - 1)]!);
}
