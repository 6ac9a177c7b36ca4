import type { Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import { type BeliefLaw, meanNextTokenEntropy, nextBeliefLaw } from "./belief-law.ts";

const MAX_BELIEFS = 2_000_000;
/** Of the beliefs after one number of tokens: 1 GiB. */
const MAX_ENTRIES = 2 ** 27;
/** From so many beliefs on, growth by so much a token is taken to go on. */
const MANY = 10_000;
const FAST = 1.5;

/**
 * The smallest loss that any predictor can have, by the number of tokens it has read; exact.
 *
 *   loss[k] = E[-log P(X_{k+1} | X_1 ... X_k)],  k = 0, ..., length
 *
 * Entry 0 is the prior's prediction. Words that lead to equal beliefs are merged: a process with few mixed states allows
 * any length, one with a fractal of beliefs up to some 2 000 000 words (fewer beyond 64 states: 1 GiB).
 *
 * @param length The largest k, at most 100 000.
 * @param options.maxWork Multiplications after which to stop with the losses up to some smaller k. Default: no end, and too
 *   many beliefs throw.
 * @returns Nats, shape [length + 1]; with `maxWork` perhaps shorter.
 * @throws RangeError if an argument is out of range, or (without `maxWork`) there are too many beliefs: the message says the
 *   largest length that fits, which is told from 10 000 beliefs on by their growth, if that is by half or more a token.
 * @example
 * optimalLossByTokensRead(mess3({ x: 0.05, a: 0.85 }), 2); // ≈ [1.0986123, 0.857719, 0.8133557]
 */
export function optimalLossByTokensRead(
  hmm: Hmm,
  length: number,
  options: { readonly maxWork?: number } = {},
): Float64Array {
  checkLength("optimalLossByTokensRead", "length", length);
  const { maxWork } = options;
  if (maxWork !== undefined && !(maxWork >= 0)) {
    throw new RangeError(`optimalLossByTokensRead: maxWork must be a non-negative number, got ${maxWork}`);
  }
  return optimalLosses(
    hmm,
    length,
    maxWork ?? null,
    (most, why) =>
      new RangeError(`optimalLossByTokensRead: length must be at most ${most} for ${hmm.name} (${why}), got ${length}`),
  );
}

/**
 * `optimalLossByTokensRead` of a length that is in range.
 *
 * @param tooLong Makes the error for too many beliefs, of the largest k that fits and the reason.
 */
export function optimalLosses(
  hmm: Hmm,
  length: number,
  maxWork: number | null,
  tooLong: (most: number | string, why: string) => RangeError,
): Float64Array {
  const { numTokens, numStates } = hmm;
  const maxBeliefs = Math.min(MAX_BELIEFS, Math.floor(MAX_ENTRIES / numStates));
  const losses: number[] = [];
  let law: BeliefLaw = { beliefs: hmm.initialBelief, probability: Float64Array.of(1) };
  let work = 0;
  for (let k = 0; ; k++) {
    losses.push(meanNextTokenEntropy(hmm, law));
    const count = law.probability.length;
    work += count * numTokens * numStates ** 2;
    if (k === length || (maxWork !== null && work > maxWork)) return Float64Array.from(losses);
    const next = nextBeliefLaw(hmm, law, maxBeliefs);
    if (next === null) {
      if (maxWork !== null) return Float64Array.from(losses);
      throw tooLong(k, `${maxBeliefs} beliefs`);
    }
    const grown = next.probability.length;
    const growth = grown / count;
    if (maxWork === null && grown >= MANY && growth >= FAST) {
      const most = k + 1 + Math.floor(Math.log(maxBeliefs / grown) / Math.log(growth) + 1e-9);
      if (most < length) throw tooLong(`about ${most}`, `${maxBeliefs} beliefs, ${Number(growth.toFixed(2))} times as many with each token`); // prettier-ignore
    }
    law = next;
  }
}
