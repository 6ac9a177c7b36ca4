import type { Hmm } from "@beliefscope/hmm-core";
import { affordableBeliefs } from "../affordable-beliefs.ts";
import { checkLength } from "../check-length.ts";
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
 * @param options.length k, at most 100 000. Default: as far as 60 000 distinct beliefs (200 000 over all k, 5 · 10^8
 *   multiplications) go, or until the bounds meet.
 * @returns The bounds and their k.
 * @throws RangeError if length is not an integer in [0, 100 000] or needs more than 600 000 beliefs.
 * @example
 * entropyRateBounds(goldenMean({ p: 0.5 }), { length: 1 }).upper; // ≈ 0.4620981
 * @see Cover & Thomas 2006, "Elements of information theory", theorem 4.5.1
 */
export function entropyRateBounds(hmm: Hmm, options: { readonly length?: number } = {}): EntropyRateBounds {
  const { length = 0 } = options;
  const isAsked = options.length !== undefined;
  if (isAsked) checkLength("entropyRateBounds", "length", length);
  const maxBeliefs = isAsked ? MAX_BELIEFS_ASKED_FOR : MAX_BELIEFS;
  const maxInAll = isAsked ? Infinity : affordableBeliefs(hmm, MAX_BELIEFS_IN_ALL);
  let bounds: EntropyRateBounds = { lower: null, upper: Infinity, length: -1 };
  for (const laws of stationaryBeliefLaws("entropyRateBounds", hmm, { maxBeliefs, maxInAll })) {
    bounds = { lower: laws.givenStart, upper: laws.myopic, length: laws.length };
    const isClose = bounds.lower !== null && bounds.upper - bounds.lower < CLOSE_ENOUGH;
    if ((isAsked && laws.length === length) || (!isAsked && isClose)) return bounds;
  }
  if (!isAsked) return bounds;
  throw new RangeError(
    `entropyRateBounds: length must be at most ${bounds.length} for ${hmm.name} (${maxBeliefs} beliefs), got ${length}`,
  );
}
