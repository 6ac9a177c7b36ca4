import type { Hmm } from "@beliefscope/hmm-core";
import type { BeliefCloud } from "./belief-cloud.ts";
import { checkLength } from "../check-length.ts";
import { growTree } from "../words/grow-tree.ts";

const MAX_WORDS = 2_000_000;

/**
 * The cloud of the beliefs after every possible word of one length, each with the word's exact probability.
 *
 *   belief(w) = pi T[w_1] ... T[w_L] / P(w),   weight(w) = P(w)
 *
 * @param length L, at least 0; words go from the initial belief, in lexicographic order.
 * @throws RangeError if length is not an integer in [0, 100 000], or there are more than 2 000 000 words.
 * @example
 * wordCloud(goldenMean({ p: 0.5 }), 2).beliefs.data; // ≈ [1, 0, 0, 1, 1, 0]
 * wordCloud(goldenMean({ p: 0.5 }), 2).weights; // ≈ [0.3333333, 0.3333333, 0.3333333]
 */
export function wordCloud(hmm: Hmm, length: number): BeliefCloud {
  checkLength("wordCloud", "length", length);
  const tree = growTree(hmm, { depth: length, maxNodes: MAX_WORDS, minProbability: 0 });
  if (typeof tree === "number") {
    throw new RangeError(`wordCloud: length must be at most ${tree} for at most ${MAX_WORDS} words, got ${length}`);
  }
  const { numStates } = hmm;
  const first = tree.levelStart[length]!;
  return {
    beliefs: {
      shape: [tree.probability.length - first, numStates],
      data: tree.beliefs.data.slice(first * numStates),
    },
    weights: tree.probability.slice(first),
    weighting: { kind: "word probability", length },
  };
}
