import type { Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import type { Tensor } from "@beliefscope/tensor";
import { listWords } from "./list-words.ts";

/** The prefixes of an ensemble's words, one node each, in flat arrays indexed by node. Node 0 is the empty prefix. */
export type Prefixes = {
  /** Nodes of length k are [levelStart[k], levelStart[k + 1]), k = 0, ..., length. */
  readonly levelStart: Int32Array;
  /** Tokens read. */
  readonly length: Int32Array;
  /** The first word that starts with this prefix. */
  readonly wordIndex: Int32Array;
  /** The node with the last token taken off; -1 for node 0. */
  readonly parent: Int32Array;
  /** -1 for node 0. */
  readonly lastToken: Int32Array;
  /** Sums to 1 over each length. */
  readonly probability: Float64Array;
  /** P(state | prefix), shape [node, state]. */
  readonly beliefs: Tensor;
};

/**
 * Words of one length, their prefixes, and the probabilities by which to weight them. A prefix of length k >= 1 pairs
 * with row `wordIndex`, position k - 1 of whatever is computed from `words` ([batch, position]); the nodes of full length
 * are the words, in order.
 */
export type WordEnsemble = {
  /** "exact": every possible word and each distinct prefix once; "sampled": `sampledEnsemble`. */
  readonly kind: "exact" | "sampled";
  readonly length: number;
  readonly numTokens: number;
  /** Shape [word, position]. */
  readonly words: Tensor<Int32Array>;
  readonly prefixes: Prefixes;
};

/**
 * Every possible word of a length from the initial belief, with its exact probability and the belief after each prefix.
 *
 * Words are in lexicographic order; those of probability 0 are left out. The prefixes of each length come in the same
 * order, so that one step of the forward recursion is done for each distinct prefix.
 *
 * @param length Tokens of each word, at least 0.
 * @param options.maxWords The largest number of words, default 2 000 000; 1 GiB of prefixes are the most in any case.
 * @returns The ensemble, of kind "exact".
 * @throws RangeError if length is not an integer in [0, 100 000], maxWords is not a positive integer, or there are more words (the message says the largest
 *   length that fits).
 * @example
 * const { words, prefixes } = wordEnsemble(goldenMean({ p: 0.5 }), 2);
 * words.data; // => [0, 0, 0, 1, 1, 0]
 * prefixes.probability; // ≈ [1, 0.6666667, 0.3333333, 0.3333333, 0.3333333, 0.3333333]
 */
export function wordEnsemble(hmm: Hmm, length: number, options: { readonly maxWords?: number } = {}): WordEnsemble {
  const { maxWords = 2_000_000 } = options;
  checkLength("wordEnsemble", "length", length);
  if (!Number.isInteger(maxWords) || maxWords < 1) {
    throw new RangeError(`wordEnsemble: maxWords must be a positive integer, got ${maxWords}`);
  }
  const listed = listWords(hmm, length, maxWords);
  if (typeof listed === "number") {
    throw new RangeError(`wordEnsemble: length must be at most ${listed} for at most ${maxWords} words, got ${length}`);
  }
  return listed;
}
