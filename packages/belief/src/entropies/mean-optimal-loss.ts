import { checkKind, type Hmm } from "@beliefscope/hmm-core";
import { affordableBeliefs } from "../affordable-beliefs.ts";
import { stationaryBeliefLaws } from "./stationary-belief-laws.ts";
import { stationaryStartFor } from "../stationary-start.ts";

/** Where to stop computing losses one by one. */
const MAX_BELIEFS = 200_000;
const MAX_BELIEFS_IN_ALL = 500_000;

/** A mean loss lies in [lower, upper], in nats. */
export type MeanLossBounds = {
  readonly lower: number | null;
  readonly upper: number;
  /** The losses after up to this many tokens are exact. */
  readonly exactThrough: number;
};

/**
 * Lower and upper bounds of the mean optimal loss over long contexts, exact up to rounding.
 *
 *   mean of h_k over k = first, ..., last,   h_k = H(X_{k+1} | X_1 ... X_k)
 *
 * The h_k are exact as far as 200 000 distinct beliefs (500 000 over all k, 5 · 10^8 multiplications) go, to k = n; further ones are bounded by
 *
 *   H(X_{n+1} | X_1 ... X_n, S_0)  <=  h_k  <=  h_n
 *
 * Where beliefs merge, or `last` is small, the bounds are equal.
 *
 * @param positions.0 The smallest number of tokens read.
 * @param positions.1 The largest.
 * @returns Nats. A generalized process has no lower bound beyond n: null.
 * @throws RangeError if positions are not integers with 0 <= first <= last, or the process does not start stationary.
 * @example
 * meanOptimalLossBounds(z1r({ p: 0.5 }), [0, 255]);
 * // ≈ { lower: 0.235340514, upper: 0.235340514, exactThrough: 255 }
 * @see Cover & Thomas 2006, "Elements of information theory", theorem 4.5.1
 */
export function meanOptimalLossBounds(hmm: Hmm, positions: readonly [first: number, last: number]): MeanLossBounds {
  checkKind("meanOptimalLossBounds", "positions", "an array", positions);
  const [first, last] = positions;
  if (!Number.isInteger(first) || !Number.isInteger(last) || first < 0 || last < first) {
    throw new RangeError(
      `meanOptimalLossBounds: positions must be integers with 0 <= first <= last, got [${first}, ${last}]`,
    );
  }
  if (stationaryStartFor("meanOptimalLossBounds", hmm) !== hmm.initialBelief) {
    throw new RangeError(`meanOptimalLossBounds: ${hmm.name} must start stationary, got another initialBelief`);
  }
  const count = last - first + 1;
  let sum = 0; // of the exact losses from `first` on
  let bounds: MeanLossBounds = { lower: null, upper: Infinity, exactThrough: -1 };
  const limits = { maxBeliefs: MAX_BELIEFS, maxInAll: affordableBeliefs(hmm, MAX_BELIEFS_IN_ALL) };
  for (const { length: k, myopic, givenStart } of stationaryBeliefLaws("meanOptimalLossBounds", hmm, limits)) {
    if (k >= first) sum += myopic;
    const rest = Math.min(count, last - k); // losses not yet summed
    const lower = rest === 0 ? sum / count : givenStart && (sum + rest * givenStart) / count;
    bounds = { lower, upper: (sum + rest * myopic) / count, exactThrough: k };
    if (k === last) break;
  }
  return bounds;
}
