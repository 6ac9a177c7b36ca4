import type { Hmm } from "@beliefscope/hmm-core";
import { affordableBeliefs } from "../affordable-beliefs.ts";
import { mixedStatePresentation } from "../mixed-states/mixed-state-presentation.ts";
import { predictiveClasses } from "../mixed-states/predictive-classes.ts";
import { stationaryStartFor } from "../stationary-start.ts";
import { unifilarMoves } from "../mixed-states/unifilar-moves.ts";

const MAX_STATES = 1000;

/** The statistical complexity in nats with the number of causal states, or null with a reason. */
export type StatisticalComplexity =
  | { readonly nats: number; readonly causalStates: number; readonly reason: null }
  | { readonly nats: null; readonly causalStates: null; readonly reason: string };

/**
 * The statistical complexity: how much of its past the stationary process needs for its future; exact up to rounding.
 *
 *   C = -sum_sigma P(sigma) log P(sigma),   sigma the recurrent causal states
 *
 * Causal states are the recurrent states of a unifilar machine with the process's words, those that predict alike taken
 * together. The machine is the process itself where a state and a token tell the next state, else its mixed-state
 * presentation, if that closes with beliefs that are truly equal.
 *
 * @returns Nats, with the number of causal states; or null and the reason: over 1000 mixed states (uncountably many, say), or
 *   beliefs that only converge towards each other.
 * @example
 * statisticalComplexity(z1r({ p: 0.5 })); // ≈ { nats: 1.0986123, causalStates: 3, reason: null }
 * statisticalComplexity(mess3()).nats; // => null
 * @see Shalizi & Crutchfield 2001, arXiv:cond-mat/9907176
 */
export function statisticalComplexity(hmm: Hmm): StatisticalComplexity {
  const { numTokens } = hmm;
  const start = stationaryStartFor("statisticalComplexity", hmm);
  const maxStates = affordableBeliefs(hmm, MAX_STATES);
  const own = unifilarMoves(hmm, start);
  if (own) return complexity(start, own.next, own.probability, numTokens);

  const mixed = mixedStatePresentation({ ...hmm, initialBelief: start }, { maxStates });
  if (!mixed.closed) return unknown(`more than ${maxStates} mixed states`);
  if (mixed.stationary === null) return unknown("infinitely many mixed states: some only converge towards each other");
  return complexity(mixed.stationary, mixed.next.data, mixed.probability.data, numTokens);
}

function complexity(
  law: Float64Array,
  next: Int32Array,
  probability: Float64Array,
  numTokens: number,
): StatisticalComplexity {
  const shares = new Map<number, number>();
  predictiveClasses(next, probability, numTokens).forEach((first, state) => {
    if (law[state]! > 0) shares.set(first, (shares.get(first) ?? 0) + law[state]!);
  });
  let nats = 0;
  for (const share of shares.values()) nats -= share * Math.log(share);
  return { nats: Math.max(nats, 0), causalStates: shares.size, reason: null };
}

function unknown(reason: string): StatisticalComplexity {
  return { nats: null, causalStates: null, reason };
}
