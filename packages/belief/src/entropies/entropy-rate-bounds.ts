import type { Hmm } from "@beliefscope/hmm-core";
import { stationaryBeliefLaws } from "./stationary-belief-laws.ts";

/** The entropy rate lies in [lower, upper], in nats; `length` is the k of the formulas. */
export type EntropyRateBounds = { readonly lower: number | null; readonly upper: number; readonly length: number };

/** Where to stop by default. */
const MAX_BELIEFS = 60_000;
const MAX_BELIEFS_IN_ALL = 200_000; // over all k: a process whose beliefs grow slowly would go on for minutes
const CLOSE_ENOUGH = 1e-12;

/** The most that a given length may take. */
const MAX_BELIEFS_ASKED_FOR = 600_000;

/**
 * Lower and upper bounds of the entropy rate of the stationary process, exact up to rounding.
 *
 *   upper = H(X_{k+1} | X_1 ... X_k),   lower = H(X_{k+1} | X_1 ... X_k, S_0),   upper falls and lower rises with k
 *
 * S_0 is the hidden state before X_1. A generalized process has no hidden states: its lower bound is null.
 *
 * @param options.length k. Default: as far as 60 000 distinct beliefs (200 000 over all k) go, or until the bounds meet.
 * @returns The bounds and their k.
 * @throws RangeError if length is not a non-negative integer or needs more than 600 000 beliefs.
 * @example
 * entropyRateBounds(goldenMean({ p: 0.5 }), { length: 1 }).upper; // ≈ 0.4620981
 * @see Cover & Thomas 2006, "Elements of information theory", theorem 4.5.1
 */
export function entropyRateBounds(hmm: Hmm, options: { readonly length?: number } = {}): EntropyRateBounds {
  const { length = Infinity } = options;
  if (length !== Infinity && (!Number.isInteger(length) || length < 0)) {
    throw new RangeError(`entropyRateBounds: length must be a non-negative integer, got ${length}`);
  }
  const isAsked = length !== Infinity;
  const maxBeliefs = isAsked ? MAX_BELIEFS_ASKED_FOR : MAX_BELIEFS;
  const maxInAll = isAsked ? Infinity : MAX_BELIEFS_IN_ALL;
  let bounds: EntropyRateBounds = { lower: null, upper: Infinity, length: -1 };
  for (const laws of stationaryBeliefLaws(hmm, { maxBeliefs, maxInAll })) {
    bounds = { lower: laws.givenStart, upper: laws.myopic, length: laws.length };
    const isClose = bounds.lower !== null && bounds.upper - bounds.lower < CLOSE_ENOUGH;
    if (laws.length === length || (!isAsked && isClose)) return bounds;
  }
  if (!isAsked) return bounds;
  throw new RangeError(
    `entropyRateBounds: length must be at most ${bounds.length} for ${hmm.name} (${maxBeliefs} beliefs), got ${length}`,
  );
}
