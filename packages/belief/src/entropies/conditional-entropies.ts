import type { Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import { stationaryBeliefLaws } from "./stationary-belief-laws.ts";

const MAX_BELIEFS = 600_000;

/** Conditional entropies of a stationary process, in nats, indexed by the tokens read, k = 0, ..., length. */
export type ConditionalEntropies = {
  /** h_k = H(X_{k+1} | X_1 ... X_k), the myopic entropy rate: it falls to the entropy rate. Shape [length + 1]. */
  readonly myopic: Float64Array;
  /** H(X_{k+1} | X_1 ... X_k, S_0), which rises to the entropy rate, shape [length + 1]; null for a generalized process. */
  readonly givenStart: Float64Array | null;
};

/**
 * The myopic entropy rates of the stationary process, and the same knowing the hidden state S_0 before X_1; exact.
 *
 *   myopic[k] = H(X_{k+1} | X_1 ... X_k)  >=  entropy rate  >=  givenStart[k] = H(X_{k+1} | X_1 ... X_k, S_0)
 *
 * From a stationary start myopic[k] is `optimalLossByTokensRead`'s entry k.
 *
 * @param length The largest k.
 * @returns Nats.
 * @throws RangeError if length is not an integer in [0, 100 000] or needs more than 600 000 beliefs.
 * @example
 * const { myopic, givenStart } = conditionalEntropies(goldenMean({ p: 0.5 }), 2);
 * myopic; // ≈ [0.6365142, 0.4620981, 0.4620981]
 * givenStart; // ≈ [0.4620981, 0.4620981, 0.4620981]
 * @see Cover & Thomas 2006, "Elements of information theory", theorem 4.5.1
 */
export function conditionalEntropies(hmm: Hmm, length: number): ConditionalEntropies {
  checkLength("conditionalEntropies", "length", length);
  const myopic = new Float64Array(length + 1);
  const givenStart = hmm.rightVector ? null : new Float64Array(length + 1);
  let reached = -1;
  for (const laws of stationaryBeliefLaws("conditionalEntropies", hmm, {
    maxBeliefs: MAX_BELIEFS,
    maxInAll: Infinity,
  })) {
    reached = laws.length;
    myopic[reached] = laws.myopic;
    if (givenStart) givenStart[reached] = laws.givenStart!;
    if (reached === length) return { myopic, givenStart };
  }
  throw new RangeError(
    `conditionalEntropies: length must be at most ${reached} for ${hmm.name} (${MAX_BELIEFS} beliefs), got ${length}`,
  );
}
