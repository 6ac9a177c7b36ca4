import { checkBeliefs, type Hmm, refuseNegativeStep, tokenLaw } from "@beliefscope/hmm-core";

/**
 * The law of the next token under a belief.
 *
 *   P(token | b) = sum_state b[state] P(token | state)
 *
 * @param belief Shape [state]; not modified.
 * @returns Shape [token], sums to 1.
 * @throws RangeError if the belief's shape is wrong, it does not sum to 1 or is negative, or gives a token a negative probability
 *   (which a generalized HMM may do that is no process).
 * @example
 * nextTokenDistribution(mess3({ x: 0.05, a: 0.85 }), Float64Array.of(1, 0, 0)); // ≈ [0.7725, 0.11375, 0.11375]
 */
export function nextTokenDistribution(hmm: Hmm, belief: Float64Array): Float64Array {
  const { numTokens, numStates } = hmm;
  checkBeliefs("nextTokenDistribution", "belief", hmm, belief, 1);
  const law = tokenLaw(hmm).data;
  const next = new Float64Array(numTokens);
  for (let state = 0; state < numStates; state++) {
    for (let token = 0; token < numTokens; token++) next[token]! += belief[state]! * law[state * numTokens + token]!;
  }
  next.forEach((p) => refuseNegativeStep(hmm, p));
  return next.map((p) => Math.max(p, 0));
}
