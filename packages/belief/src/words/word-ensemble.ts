import type { Hmm } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { growTree } from "./grow-tree.ts";

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
 * @param options.maxWords The largest number of words, default 2 000 000.
 * @returns The ensemble, of kind "exact".
 * @throws RangeError if length is not a non-negative integer, or there are more words (the message says the largest
 *   length that fits).
 * @example
 * const { words, prefixes } = wordEnsemble(goldenMean({ p: 0.5 }), 2);
 * words.data; // => [0, 0, 0, 1, 1, 0]
 * prefixes.probability; // ≈ [1, 0.6666667, 0.3333333, 0.3333333, 0.3333333, 0.3333333]
 */
export function wordEnsemble(hmm: Hmm, length: number, options: { readonly maxWords?: number } = {}): WordEnsemble {
  const { maxWords = 2_000_000 } = options;
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`wordEnsemble: length must be a non-negative integer, got ${length}`);
  }
  const tree = growTree(hmm, { depth: length, maxNodes: maxWords, minProbability: 0 });
  if (typeof tree === "number") {
    throw new RangeError(`wordEnsemble: length must be at most ${tree} for at most ${maxWords} words, got ${length}`);
  }
  const { levelStart, depth, parent, token, probability, beliefs } = tree;

  const firstLeaf = levelStart[length]!;
  const numWords = parent.length - firstLeaf;
  const words = new Int32Array(numWords * length);
  const wordIndex = new Int32Array(parent.length);
  for (let word = numWords - 1; word >= 0; word--) {
    let node = firstLeaf + word;
    for (let position = length - 1; position >= 0; position--) {
      wordIndex[node] = word; // going backwards, the first word writes last
      words[word * length + position] = token[node]!;
      node = parent[node]!;
    }
  }
  return {
    kind: "exact",
    length,
    numTokens: hmm.numTokens,
    words: { shape: [numWords, length], data: words },
    prefixes: { levelStart, length: depth, wordIndex, parent, lastToken: token, probability, beliefs },
  };
}
