import { checkKind } from "../check-kind.ts";
import { checkTokens } from "../check-tokens.ts";
import { forwardStep } from "./forward-step.ts";
import type { Hmm } from "../hmm.ts";
import { refuseNegative } from "./negative-words.ts";

/**
 * The probability of a word from the initial belief.
 *
 *   P(w) = pi T[w_1] ... T[w_L] |1>
 *
 * @param word Tokens; the empty word has probability 1.
 * @returns In [0, 1]; 0 if the word is impossible. Words of many hundreds of tokens underflow: take `logLikelihood`.
 * @throws RangeError if a token is out of range, or a generalized HMM is no process: the word or its beginning has a negative
 *   probability.
 * @example
 * wordProbability(mess3({ x: 0.05, a: 0.85 }), [0, 0]); // ≈ 0.2245625
 */
export function wordProbability(hmm: Hmm, word: ArrayLike<number>): number {
  checkKind("wordProbability", "word", "a list of numbers", word);
  const tokens = Int32Array.from(word);
  const wrong = tokens.findIndex((token, position) => token !== word[position]);
  if (wrong >= 0) {
    throw new RangeError(`wordProbability: tokens must be integers, got ${word[wrong]!} at position ${wrong}`);
  }
  checkTokens("wordProbability", hmm, { shape: [1, tokens.length], data: tokens });
  let belief = hmm.initialBelief.slice();
  let next = new Float64Array(hmm.numStates);
  let probability = 1;
  for (const token of tokens) {
    probability *= forwardStep(hmm, belief, 0, token, next, 0);
    refuseNegative(hmm, probability);
    if (probability <= 0) return 0;
    [belief, next] = [next, belief];
  }
  return Math.min(probability, 1); // above by rounding only
}
