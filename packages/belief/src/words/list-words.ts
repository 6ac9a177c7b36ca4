import type { Hmm } from "@beliefscope/hmm-core";
import { growTree } from "./grow-tree.ts";
import type { WordEnsemble } from "./word-ensemble.ts";

/** `wordEnsemble` of a length that is in range, or the largest length that fits. */
export function listWords(hmm: Hmm, length: number, maxWords: number): WordEnsemble | number {
  const tree = growTree(hmm, { depth: length, maxNodes: maxWords, minProbability: 0 });
  if (typeof tree === "number") return tree;
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
