import type { Tensor } from "@beliefscope/tensor";
import type { EmitOn } from "./from-transition-emission.ts";
import type { Hmm } from "./hmm.ts";
import { tokenLaw } from "./token-law.ts";
import { transitionMatrix } from "./transition-matrix.ts";

/** A process that factors: P(to | from), shape [from, to], and P(token | state), shape [state, token]. */
export type TransitionEmission = { readonly transition: Tensor; readonly emission: Tensor; readonly emitOn: EmitOn };

/**
 * Finds the transition and emission matrices of a labelled process, if it has them.
 *
 *   departure:  T[token, from, to] = E[from, token] T[from, to]   with E[from, token] = P(token | from)
 *   arrival:    T[token, from, to] = T[from, to] E[to, token]     with E[to, token]   = P(token | to was entered)
 *
 * @returns The factors (departure, where both forms hold), or null if neither form holds to 1e-12 or the process is
 *   generalized. In arrival form a state that is never entered gets a uniform row of E.
 * @example
 * factorTransitionEmission(mess3({ x: 0.05, a: 0.85 }))?.emitOn; // => "arrival"
 * factorTransitionEmission(even({ p: 0.5 })); // => null
 */
export function factorTransitionEmission(hmm: Hmm): TransitionEmission | null {
  if (hmm.rightVector) return null;
  const transition = transitionMatrix(hmm);
  const departure = tokenLaw(hmm);
  if (holds(hmm, transition.data, departure.data, "departure")) {
    return { transition, emission: departure, emitOn: "departure" };
  }
  const arrival = lawOnArrival(hmm);
  if (holds(hmm, transition.data, arrival.data, "arrival")) return { transition, emission: arrival, emitOn: "arrival" };
  return null;
}

/** P(token | state was entered), shape [state, token]; meaningful where the arrival form holds. */
export function lawOnArrival(hmm: Hmm): Tensor {
  const { numTokens, numStates, labeledTransitions } = hmm;
  const data = new Float64Array(numStates * numTokens);
  for (let to = 0; to < numStates; to++) {
    const row = data.subarray(to * numTokens, (to + 1) * numTokens);
    for (let token = 0; token < numTokens; token++) {
      for (let from = 0; from < numStates; from++) {
        row[token]! += labeledTransitions[(token * numStates + from) * numStates + to]!;
      }
    }
    const sum = row.reduce((total, entry) => total + entry, 0);
    for (let token = 0; token < numTokens; token++) row[token] = sum > 0 ? row[token]! / sum : 1 / numTokens;
  }
  return { shape: [numStates, numTokens], data };
}

function holds(hmm: Hmm, T: Float64Array, E: Float64Array, emitOn: EmitOn): boolean {
  const { numTokens, numStates, labeledTransitions } = hmm;
  return labeledTransitions.every((entry, index) => {
    const to = index % numStates;
    const from = Math.floor(index / numStates) % numStates;
    const token = Math.floor(index / (numStates * numStates));
    const emitter = emitOn === "departure" ? from : to;
    return Math.abs(entry - T[from * numStates + to]! * E[emitter * numTokens + token]!) <= 1e-12;
  });
}
