import { type Hmm, tokenLaw } from "@beliefscope/hmm-core";
import { checkBelief } from "./check-belief.ts";

/**
 * The law of the next token under a belief.
 *
 *   P(token | b) = sum_state b[state] P(token | state)
 *
 * @param belief Shape [state]; not modified.
 * @returns Shape [token], sums to 1.
 * @throws RangeError if the belief's shape is wrong.
 * @example
 * nextTokenDistribution(mess3({ x: 0.05, a: 0.85 }), Float64Array.of(1, 0, 0)); // ≈ [0.7725, 0.11375, 0.11375]
 */
export function nextTokenDistribution(hmm: Hmm, belief: Float64Array): Float64Array {
  const { numTokens, numStates } = hmm;
  checkBelief("nextTokenDistribution", belief, numStates);
  const law = tokenLaw(hmm).data;
  const next = new Float64Array(numTokens);
  for (let state = 0; state < numStates; state++) {
    for (let token = 0; token < numTokens; token++) next[token]! += belief[state]! * law[state * numTokens + token]!;
  }
  return next;
}
