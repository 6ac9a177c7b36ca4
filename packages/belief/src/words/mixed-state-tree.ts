import { checkKind, type Hmm } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import type { Tensor } from "@beliefscope/tensor";
import { growTree } from "./grow-tree.ts";

const MAX_NODES = 2_000_000; // at one depth

/** The words from the initial belief as a tree, in flat arrays indexed by node. Node 0 is the empty word. */
export type MixedStateTree = {
  /** Nodes of depth k are [levelStart[k], levelStart[k + 1]), k = 0, ..., depth; each depth in lexicographic order. */
  readonly levelStart: Int32Array;
  /** Tokens read. */
  readonly depth: Int32Array;
  /** The node with the last token taken off; -1 for node 0. */
  readonly parent: Int32Array;
  /** The last token; -1 for node 0. */
  readonly token: Int32Array;
  /** P(word). */
  readonly probability: Float64Array;
  /** P(state | word), the mixed state, shape [node, state]. */
  readonly beliefs: Tensor;
  /** The probability of the words of length k that are left out, shape [depth + 1]; with those kept it makes 1. */
  readonly lostMass: Float64Array;
};

/**
 * The mixed-state tree: the belief after every word up to a depth, with the word's probability.
 *
 *   b_w = pi T[w_1] ... T[w_k] / P(w),   P(w) = pi T[w_1] ... T[w_k] |1>
 *
 * Equal beliefs are kept apart, one node for each word; `mixedStatePresentation` merges them.
 *
 * @param options.depth Tokens of the longest words, at least 0.
 * @param options.minProbability Words less probable than this are left out with all that they begin, default 0;
 *   `lostMass` says how much that is.
 * @throws RangeError if depth is not an integer in [0, 100 000], minProbability is not in [0, 1], or some depth has more than
 *   2 000 000 nodes (the message says the largest depth that fits).
 * @example
 * const { token, probability, lostMass } = mixedStateTree(goldenMean({ p: 0.25 }), { depth: 2, minProbability: 0.3 });
 * token; // => [-1, 0, 0]
 * probability; // ≈ [1, 0.8, 0.6]
 * lostMass; // ≈ [0, 0.2, 0.4]
 * @see Ellison, Mahoney & Crutchfield 2009, arXiv:0905.3587
 */
export function mixedStateTree(
  hmm: Hmm,
  options: { readonly depth: number; readonly minProbability?: number },
): MixedStateTree {
  checkKind("mixedStateTree", "options", "an object", options);
  const { depth, minProbability = 0 } = options;
  checkLength("mixedStateTree", "depth", depth);
  if (!(minProbability >= 0 && minProbability <= 1)) {
    throw new RangeError(`mixedStateTree: minProbability must be in [0, 1], got ${minProbability}`);
  }
  const tree = growTree(hmm, { depth, maxNodes: MAX_NODES, minProbability });
  if (typeof tree === "number") {
    throw new RangeError(`mixedStateTree: depth must be at most ${tree} for at most ${MAX_NODES} nodes, got ${depth}`);
  }
  return tree;
}
