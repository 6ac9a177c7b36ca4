import { type Hmm, tokenLaw } from "@beliefscope/hmm-core";
import { orthonormalize } from "./orthonormalize.ts";

/**
 * The rate at which the matrices themselves change volumes: sum_x P(x) log|det T[x]|, in nats per token.
 *
 * @param process A process that starts stationary.
 * @returns -Infinity if the matrix of a possible token is singular (up to rounding).
 */
export function meanLogDeterminant(process: Hmm): number {
  const { numTokens, numStates, labeledTransitions, initialBelief } = process;
  const law = tokenLaw(process).data;
  const logLengths = new Float64Array(numStates);
  let mean = 0;
  for (let token = 0; token < numTokens; token++) {
    let probability = 0;
    for (let state = 0; state < numStates; state++) {
      probability += initialBelief[state]! * law[state * numTokens + token]!;
    }
    if (probability < 1e-12) continue;
    const rows = labeledTransitions.slice(token * numStates ** 2, (token + 1) * numStates ** 2);
    const sizes = new Float64Array(numStates).fill(Math.hypot(...rows));
    if (orthonormalize(rows, numStates, numStates, sizes, logLengths) < numStates) return -Infinity;
    mean += probability * logLengths.reduce((sum, log) => sum + log, 0);
  }
  return mean;
}
