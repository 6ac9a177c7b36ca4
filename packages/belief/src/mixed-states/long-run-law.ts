import { stationaryLaw } from "@beliefscope/hmm-core";
import { transientVisits } from "./transient-visits.ts";

/**
 * The share of time that a closed unifilar machine started in state 0 spends in each state in the long run: the stationary
 * laws of the recurrent classes, weighted by the probabilities of ending in them.
 *
 * @param next Shape [state, token]; -1 where the token is impossible.
 * @param probability P(token | state), shape [state, token].
 * @param recurrentClass As `recurrentClasses` returns.
 * @returns Shape [state], sums to 1.
 */
export function longRunLaw(next: Int32Array, probability: Float64Array, recurrentClass: Int32Array): Float64Array {
  const numStates = recurrentClass.length;
  const numTokens = next.length / numStates;
  const classes = new Set(recurrentClass.filter((first) => first >= 0));
  const mass = classes.size === 1 ? null : endMasses(next, probability, recurrentClass);
  const law = new Float64Array(numStates);
  for (const first of classes) {
    const members = [...recurrentClass.keys()].filter((state) => recurrentClass[state] === first);
    const place = new Map(members.map((state, i) => [state, i]));
    const size = members.length;
    const moves = new Float64Array(size * size);
    members.forEach((state, i) => {
      for (let move = state * numTokens; move < (state + 1) * numTokens; move++) {
        if (next[move]! >= 0) moves[i * size + place.get(next[move]!)!]! += probability[move]!;
      }
    });
    stationaryLaw({ name: "mixed states", numStates: size, labeledTransitions: moves }).forEach((share, i) => {
      law[members[i]!] = share * (mass ? mass.get(first)! : 1);
    });
  }
  return law;
}

/** The probability of ending in each class, by its first state. */
function endMasses(next: Int32Array, probability: Float64Array, recurrentClass: Int32Array): Map<number, number> {
  const numTokens = next.length / recurrentClass.length;
  const visits = transientVisits(next, probability, recurrentClass);
  const mass = new Map<number, number>();
  next.forEach((to, move) => {
    const from = Math.floor(move / numTokens);
    const end = to < 0 ? -1 : recurrentClass[to]!;
    if (end < 0 || recurrentClass[from]! >= 0) return;
    mass.set(end, (mass.get(end) ?? 0) + visits[from]! * probability[move]!);
  });
  return mass;
}
