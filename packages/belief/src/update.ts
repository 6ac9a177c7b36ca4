import { checkBeliefs, forwardStep, type Hmm, ImpossibleTokenError, lostProbability } from "@beliefscope/hmm-core";

/**
 * Updates a belief on one observed token (Bayes filter step).
 *
 *   b'[to] = sum_from b[from] T[token, from, to] / P(token | b)
 *
 * @param hmm Process with labelled transitions T, shape [token, from, to].
 * @param belief P(state | tokens so far), shape [state]; not modified.
 * @param token Integer in [0, hmm.numTokens).
 * @returns P(state | tokens so far, token), shape [state].
 * @throws RangeError if a shape or token is wrong, or the belief does not sum to 1 or is negative; ImpossibleTokenError if the
 *   token has probability 0.
 * @example
 * updateBelief(mess3({ x: 0.05, a: 0.85 }), Float64Array.of(1 / 3, 1 / 3, 1 / 3), 0);
 * // ≈ [0.85, 0.075, 0.075]
 * @see Shai et al. 2024, arXiv:2405.15943
 */
export function updateBelief(hmm: Hmm, belief: Float64Array, token: number): Float64Array {
  const { numTokens, numStates } = hmm;
  if (!Number.isInteger(token) || token < 0 || token >= numTokens) {
    throw new RangeError(`updateBelief: token must be an integer in [0, ${numTokens}), got ${token}`);
  }
  checkBeliefs("updateBelief", "belief", hmm, belief, 1);
  const next = new Float64Array(numStates);
  const probability = forwardStep(hmm, belief, 0, token, next, 0);
  if (probability <= 0) {
    const lost = lostProbability(hmm, belief, 0, token, probability);
    throw new ImpossibleTokenError(
      `updateBelief: token must be possible under this belief, got ${token} with ${lost}`,
      { sequence: null, position: null, token },
    );
  }
  return next;
}
