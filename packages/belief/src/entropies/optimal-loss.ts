import type { Hmm } from "@beliefscope/hmm-core";
import { type BeliefLaw, meanNextTokenEntropy, nextBeliefLaw } from "./belief-law.ts";

const MAX_BELIEFS = 2_000_000;

/**
 * The smallest loss that any predictor can have, by the number of tokens it has read; exact.
 *
 *   loss[k] = E[-log P(X_{k+1} | X_1 ... X_k)],  k = 0, ..., length
 *
 * Entry 0 is the prior's prediction. Words that lead to equal beliefs are merged: a process with few mixed states allows
 * any length, one with a fractal of beliefs up to some 2 000 000 words.
 *
 * @param length The largest k.
 * @returns Nats, shape [length + 1].
 * @throws RangeError if length is not a non-negative integer, or there are too many beliefs (the message says the largest
 *   length that fits).
 * @example
 * optimalLossByTokensRead(mess3({ x: 0.05, a: 0.85 }), 2); // ≈ [1.0986123, 0.857719, 0.8133557]
 */
export function optimalLossByTokensRead(hmm: Hmm, length: number): Float64Array {
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`optimalLossByTokensRead: length must be a non-negative integer, got ${length}`);
  }
  const losses = new Float64Array(length + 1);
  let law: BeliefLaw = { beliefs: hmm.initialBelief, probability: Float64Array.of(1) };
  for (let k = 0; ; k++) {
    losses[k] = meanNextTokenEntropy(hmm, law);
    if (k === length) return losses;
    const next = nextBeliefLaw(hmm, law, MAX_BELIEFS);
    if (next === null) {
      throw new RangeError(
        `optimalLossByTokensRead: length must be at most ${k} for ${hmm.name} (${MAX_BELIEFS} beliefs), got ${length}`,
      );
    }
    law = next;
  }
}
