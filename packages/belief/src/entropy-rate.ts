import type { Hmm } from "@beliefscope/hmm-core";
import { type BeliefLaw, meanNextTokenEntropy, nextBeliefLaw } from "./belief-law.ts";
import { stationaryStart } from "./stationary-start.ts";

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
  const maxBeliefs = length === Infinity ? MAX_BELIEFS : MAX_BELIEFS_ASKED_FOR;
  const start = stationaryStart(hmm);
  let unknownStart: BeliefLaw = { beliefs: start, probability: Float64Array.of(1) };
  let knownStart: BeliefLaw | null = hmm.rightVector ? null : { beliefs: identity(hmm.numStates), probability: start };
  let visited = 0;
  for (let k = 0; ; k++) {
    visited += unknownStart.probability.length + (knownStart?.probability.length ?? 0);
    const upper = meanNextTokenEntropy(hmm, unknownStart);
    const lower = knownStart && Math.min(meanNextTokenEntropy(hmm, knownStart), upper);
    const isClose = lower !== null && upper - lower < CLOSE_ENOUGH;
    if (k === length || (length === Infinity && (isClose || visited > MAX_BELIEFS_IN_ALL))) {
      return { lower, upper, length: k };
    }
    const nextUnknown = nextBeliefLaw(hmm, unknownStart, maxBeliefs);
    const nextKnown = knownStart && nextBeliefLaw(hmm, knownStart, maxBeliefs);
    if (nextUnknown === null || (knownStart !== null && nextKnown === null)) {
      if (length === Infinity) return { lower, upper, length: k };
      throw new RangeError(
        `entropyRateBounds: length must be at most ${k} for ${hmm.name} (${maxBeliefs} beliefs), got ${length}`,
      );
    }
    unknownStart = nextUnknown;
    knownStart = nextKnown;
  }
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
}
