import type { Hmm } from "../hmm.ts";

/** Rounding may make the probability of an impossible word as negative as this. */
const ROUNDING = 1e-12;

/** Beliefs after an all but impossible token have lost digits: a probability given such a past may be this negative. */
const ROUNDING_OF_STEP = 1e-6;

/** When a word is to be named, words are searched as long as there are no more than this of a length. */
const MANY_WORDS = 1e5;

/** A word of negative probability. */
export type NegativeWord = { readonly word: readonly number[]; readonly probability: number };

/**
 * Refuses a generalized HMM that turns out to be no process: some word has a negative probability.
 *
 * @param hmm What the probability was computed of; the error names a shortest such word from its initial belief.
 * @param probability P(word); down to -1e-12 it is taken for 0.
 * @throws RangeError if it is below.
 * @example
 * refuseNegative(coin({ p: 0.5 }), 0.25); // => undefined
 */
export function refuseNegative(hmm: Hmm, probability: number): void {
  if (probability >= -ROUNDING) return;
  const found = shortestNegativeWord(hmm, longestSearched(hmm.numTokens));
  const what = found
    ? `${found.probability} for the word [${found.word.join(", ")}]`
    : `${probability} for a token after others`;
  throw new RangeError(`${hmm.name}: words must have probabilities of 0 or more, got ${what}: this is not a process`);
}

/**
 * `refuseNegative` for the probability of a token given the tokens before it; down to -1e-6 it is taken for 0.
 *
 * @throws RangeError if it is below.
 * @example
 * refuseNegativeStep(coin({ p: 0.5 }), -1e-9); // => undefined
 */
export function refuseNegativeStep(hmm: Hmm, probability: number): void {
  if (probability < -ROUNDING_OF_STEP) refuseNegative(hmm, probability);
}

/** How long words may be for a search of all of them to be quick. */
export function longestSearched(numTokens: number): number {
  return numTokens === 1 ? 1000 : Math.max(1, Math.floor(Math.log(MANY_WORDS) / Math.log(numTokens)));
}

/** A shortest word of up to `depth` tokens whose probability is below -1e-12, the first of these in order, or null. */
export function shortestNegativeWord(hmm: Hmm, depth: number): NegativeWord | null {
  const { numTokens, numStates, labeledTransitions, initialBelief } = hmm;
  const ones = hmm.rightVector ?? new Float64Array(numStates).fill(1);
  let found: NegativeWord | null = null;
  const visit = (vector: Float64Array, word: readonly number[]): void => {
    const probability = vector.reduce((sum, entry, i) => sum + entry * ones[i]!, 0);
    if (probability < -ROUNDING) found = { word, probability };
    for (let token = 0; token < numTokens && word.length < (found ? found.word.length - 1 : depth); token++) {
      const next = new Float64Array(numStates);
      for (let from = 0; from < numStates; from++) {
        const start = (token * numStates + from) * numStates;
        for (let to = 0; to < numStates; to++) next[to]! += vector[from]! * labeledTransitions[start + to]!;
      }
      visit(next, [...word, token]);
    }
  };
  visit(initialBelief, []);
  return found;
}
