import type { Hmm } from "@beliefscope/hmm-core";
import { affordableBeliefs } from "../affordable-beliefs.ts";
import { mixedStatePresentation } from "../mixed-states/mixed-state-presentation.ts";
import { stationaryStartFor } from "../stationary-start.ts";
import { transientVisits } from "../mixed-states/transient-visits.ts";
import { unifilarMoves } from "../mixed-states/unifilar-moves.ts";

const MAX_STATES = 1000;

/** The synchronization information in nats, or null with the reason. */
export type SynchronizationInformation =
  { readonly nats: number; readonly reason: null } | { readonly nats: null; readonly reason: string };

/**
 * The synchronization information: the uncertainty about the hidden state, added up over the tokens read until it is known;
 * exact up to rounding.
 *
 *   S = sum_k H(S_k | X_1 ... X_k) = sum_b visits(b) H(b)      over k = 0, 1, ... and over the transient mixed states b
 *
 * It is finite only if a state and a token tell the next state: H(S_k | X_1 ... X_k) is at least
 * H(S_1 | X_1, S_0), the doubt that one token leaves even to those who knew the state before it.
 *
 * @param hmm A proper HMM; it is started stationary.
 * @returns Nats; or null and the reason: the sum is infinite, or there are over 1000 mixed states, or the beliefs only
 *   converge to certainty.
 * @throws TypeError if the process is a generalized one, which has no hidden states.
 * @example
 * synchronizationInformation(even({ p: 0.5 })).nats; // ≈ 2.1972246
 * synchronizationInformation(mess3()).nats; // => null
 * @see Crutchfield & Feldman 2003, arXiv:cond-mat/0102181
 */
export function synchronizationInformation(hmm: Hmm): SynchronizationInformation {
  if (hmm.rightVector) {
    throw new TypeError(`synchronizationInformation: hmm must have hidden states, got the generalized ${hmm.name}`);
  }
  const start = stationaryStartFor("synchronizationInformation", hmm);
  const maxStates = affordableBeliefs(hmm, MAX_STATES);
  if (unifilarMoves(hmm, start) === null) {
    return unknown("infinite: in some state a token leaves the next state open");
  }
  const mixed = mixedStatePresentation({ ...hmm, initialBelief: start }, { maxStates });
  if (!mixed.closed) return unknown(`more than ${maxStates} mixed states`);
  if (mixed.recurrentClass === null) return unknown("infinitely many mixed states: some only converge to certainty");
  const visits = transientVisits(mixed.next.data, mixed.probability.data, mixed.recurrentClass);
  let nats = 0;
  for (const [row, recurrent] of mixed.recurrentClass.entries()) {
    const belief = mixed.beliefs.data.subarray(row * hmm.numStates, (row + 1) * hmm.numStates);
    if (recurrent < 0) nats += visits[row]! * entropy(belief);
    else if (entropy(belief) > 0) return unknown("infinite: the tokens never tell the state for certain");
  }
  return { nats, reason: null };
}

function entropy(belief: Float64Array): number {
  return belief.reduce((sum, b) => (b > 0 && b < 1 ? sum - b * Math.log(b) : sum), 0);
}

function unknown(reason: string): SynchronizationInformation {
  return { nats: null, reason };
}
