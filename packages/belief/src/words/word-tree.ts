import type { Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import type { Tensor } from "@beliefscope/tensor";
import { extendWords } from "./extend-words.ts";

/** Of all arrays together. */
const MAX_BYTES = 2 ** 30;

/**
 * All words up to a length, one node each, possible or not. Words of one length come in order, so that a node's number says
 * which word it is: word x_1 ... x_k is node levelStart[k] + x_1 V^(k-1) + ... + x_k, with V tokens, and the word with token
 * x after number w of length k is number w V + x of length k + 1.
 */
export type WordTree = {
  /** Nodes of length k are [levelStart[k], levelStart[k + 1]), k = 0, ..., length. */
  readonly levelStart: Int32Array;
  /** P(word), shape [node]. */
  readonly probability: Float64Array;
  /** P(state | word), shape [node, state]; zeros where the word is impossible. */
  readonly beliefs: Tensor;
};

/**
 * Every word of each length 0, ..., `length` from the initial belief, with its probability and the belief after it. The whole
 * tree in two arrays: 8 (numStates + 1) bytes a word, neither words nor parents are stored.
 *
 *   b_w = pi T[w_1] ... T[w_k] / P(w),   P(w) = pi T[w_1] ... T[w_k] |1>
 *
 * Where many words are impossible, `mixedStateTree` and `wordEnsemble`, which leave those out, are smaller.
 *
 * @param length Tokens of the longest words, at least 0.
 * @param options.into A tree of the same size that is no longer needed, whose arrays are written anew: fetching fresh memory
 *   takes longer than all the arithmetic.
 * @returns All words in order; one that is impossible, or less probable than 2.3e-308 (generalized HMMs: whose last token is
 *   less probable than 1e-12 after the others), has probability 0 and belief 0.
 * @throws RangeError if length is not an integer in [0, 100 000], or the arrays would take more than 1 GiB (the message says the
 *   largest length that fits), or into is of another size.
 * @example
 * const { levelStart, probability, beliefs } = wordTree(goldenMean({ p: 0.5 }), 2);
 * levelStart; // => [0, 1, 3, 7]
 * probability.slice(3); // ≈ [0.3333333, 0.3333333, 0.3333333, 0]
 * beliefs.data.slice(2 * 5); // => [1, 0, 0, 0]
 */
export function wordTree(hmm: Hmm, length: number, options: { readonly into?: WordTree } = {}): WordTree {
  checkLength("wordTree", "length", length);
  const levelStart = countWords(hmm, length);
  const numNodes = levelStart[length + 1]!;
  const { into } = options;
  const shape = [numNodes, hmm.numStates];
  if (into && into.beliefs.shape.join() !== shape.join()) {
    throw new RangeError(
      `wordTree: beliefs of into must have shape [${shape.join(", ")}], got [${into.beliefs.shape.join(", ")}]`,
    );
  }
  const probability = into?.probability ?? new Float64Array(numNodes);
  const beliefs = into?.beliefs.data ?? new Float64Array(numNodes * hmm.numStates);
  probability[0] = 1;
  beliefs.set(hmm.initialBelief);
  for (let k = 0; k < length; k++) extendWords(hmm, probability, beliefs, levelStart[k]!, levelStart[k + 1]!);
  return { levelStart, probability, beliefs: { shape, data: beliefs } };
}

/** Where the words of each length begin, and where the last end. */
function countWords({ numTokens, numStates }: Hmm, length: number): Int32Array {
  const most = Math.floor(MAX_BYTES / (8 * (numStates + 1)));
  const starts = [0];
  let words = 1;
  for (let k = 0; k <= length; k++) {
    const end = starts[k]! + words;
    if (end > most) {
      throw new RangeError(`wordTree: length must be at most ${k - 1} for arrays of at most 1 GiB, got ${length}`);
    }
    starts.push(end);
    words *= numTokens;
  }
  return Int32Array.from(starts);
}
