import { type Hmm, transitionMatrix } from "@beliefscope/hmm-core";
import { recurrentLaw } from "./recurrent-law.ts";

/**
 * The initial belief where it is stationary (it then may be one of several, as in a mixture), else the stationary law.
 *
 * @returns Shape [state].
 * @throws RangeError if the initial belief is not stationary and the process has several stationary laws.
 * @example
 * stationaryStart(mixture([coin({ p: 0.2 }), coin({ p: 0.7 })], [0.5, 0.5])); // => [0.5, 0.5]
 */
export function stationaryStart(hmm: Hmm): Float64Array {
  return stationaryStartFor("stationaryStart", hmm);
}

/** `stationaryStart` under another function's name, for its message. */
export function stationaryStartFor(caller: string, hmm: Hmm): Float64Array {
  const { numStates, initialBelief } = hmm;
  const T = transitionMatrix(hmm).data;
  for (let to = 0; to < numStates; to++) {
    let pushed = 0;
    for (let from = 0; from < numStates; from++) pushed += initialBelief[from]! * T[from * numStates + to]!;
    if (Math.abs(pushed - initialBelief[to]!) > 1e-9) return recurrentLaw(caller, hmm);
  }
  return initialBelief;
}
