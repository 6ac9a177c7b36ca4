import { forwardStep, type Hmm } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";

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

/** One length's nodes while the tree grows. */
type Level = { parent: Int32Array; lastToken: Int32Array; probability: Float64Array; beliefs: Float64Array };

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
  const levels: Level[] = [
    {
      parent: Int32Array.of(-1),
      lastToken: Int32Array.of(-1),
      probability: Float64Array.of(1),
      beliefs: hmm.initialBelief,
    },
  ];
  let levelBegin = 0; // node index of the last level's first node
  for (let k = 1; k <= length; k++) {
    const last = levels[k - 1]!;
    const next = grow(hmm, last, levelBegin, maxWords);
    if (next === null) {
      throw new RangeError(
        `wordEnsemble: length must be at most ${k - 1} for at most ${maxWords} words, got ${length}`,
      );
    }
    levelBegin += last.probability.length;
    levels.push(next);
  }
  return assemble(hmm, levels);
}

/** The nodes one token longer, or null if there are more than `maxWords` of them. */
function grow(hmm: Hmm, level: Level, levelBegin: number, maxWords: number): Level | null {
  const { numTokens, numStates } = hmm;
  const capacity = Math.min(level.probability.length * numTokens, maxWords);
  const parent = new Int32Array(capacity);
  const lastToken = new Int32Array(capacity);
  const probability = new Float64Array(capacity);
  const beliefs = new Float64Array((capacity + 1) * numStates); // one spare row, for the step that may come to nothing
  let count = 0;
  for (let node = 0; node < level.probability.length; node++) {
    for (let token = 0; token < numTokens; token++) {
      const conditional = forwardStep(hmm, level.beliefs, node * numStates, token, beliefs, count * numStates);
      if (conditional === 0) continue;
      if (count === maxWords) return null;
      parent[count] = levelBegin + node;
      lastToken[count] = token;
      probability[count] = level.probability[node]! * conditional;
      count++;
    }
  }
  return {
    parent: parent.subarray(0, count),
    lastToken: lastToken.subarray(0, count),
    probability: probability.subarray(0, count),
    beliefs: beliefs.subarray(0, count * numStates),
  };
}

function assemble(hmm: Hmm, levels: readonly Level[]): WordEnsemble {
  const { numTokens, numStates } = hmm;
  const length = levels.length - 1;
  const levelStart = new Int32Array(length + 2);
  levels.forEach((level, k) => {
    levelStart[k + 1] = levelStart[k]! + level.probability.length;
  });
  const numPrefixes = levelStart[length + 1]!;
  const lengths = new Int32Array(numPrefixes);
  const parent = new Int32Array(numPrefixes);
  const lastToken = new Int32Array(numPrefixes);
  const probability = new Float64Array(numPrefixes);
  const beliefs = new Float64Array(numPrefixes * numStates);
  levels.forEach((level, k) => {
    const start = levelStart[k]!;
    lengths.fill(k, start, levelStart[k + 1]);
    parent.set(level.parent, start);
    lastToken.set(level.lastToken, start);
    probability.set(level.probability, start);
    beliefs.set(level.beliefs, start * numStates);
  });

  const firstLeaf = levelStart[length]!;
  const numWords = numPrefixes - firstLeaf;
  const words = new Int32Array(numWords * length);
  const wordIndex = new Int32Array(numPrefixes);
  for (let word = numWords - 1; word >= 0; word--) {
    let node = firstLeaf + word;
    for (let position = length - 1; position >= 0; position--) {
      wordIndex[node] = word; // going backwards, the first word writes last
      words[word * length + position] = lastToken[node]!;
      node = parent[node]!;
    }
  }
  return {
    kind: "exact",
    length,
    numTokens,
    words: { shape: [numWords, length], data: words },
    prefixes: {
      levelStart,
      length: lengths,
      wordIndex,
      parent,
      lastToken,
      probability,
      beliefs: { shape: [numPrefixes, numStates], data: beliefs },
    },
  };
}
