import { checkKind, filterBeliefs, type Hmm, sampleTokens } from "@beliefscope/hmm-core";
import type { Random } from "@beliefscope/tensor/random";

import type { WordEnsemble } from "./word-ensemble.ts";

/** Of all beliefs: 1 GiB. */
const MAX_ENTRIES = 2 ** 27;

/**
 * A sample of words in the shape of `wordEnsemble`, for lengths whose words are too many to list.
 *
 * Every position of every word is a node of weight 1 / numWords, duplicates kept: averages over nodes of one length are
 * then plain sample means. Node 1 + (k - 1) numWords + w is the first k tokens of word w.
 *
 * @param options.length Tokens of each word, at least 1.
 * @param options.numWords At least 1.
 * @param options.random The stream that words are drawn from.
 * @returns The ensemble, of kind "sampled".
 * @throws RangeError if length or numWords is not a positive integer, or the beliefs would take more than 1 GiB.
 * @example
 * sampledEnsemble(mess3(), { length: 4, numWords: 100, random: createRandom(1) }).prefixes.probability.length; // => 401
 */
export function sampledEnsemble(
  hmm: Hmm,
  options: { readonly length: number; readonly numWords: number; readonly random: Random },
): WordEnsemble {
  checkKind("sampledEnsemble", "options", "an object", options);
  const { length, numWords, random } = options;
  for (const [name, value] of Object.entries({ length, numWords })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`sampledEnsemble: ${name} must be a positive integer, got ${value}`);
    }
  }
  const { numTokens, numStates } = hmm;
  if (length * numWords * numStates > MAX_ENTRIES) {
    throw new RangeError(
      `sampledEnsemble: length · numWords must be at most ${Math.floor(MAX_ENTRIES / numStates)} for 1 GiB of beliefs, got ${length} · ${numWords}`,
    );
  }
  const words = sampleTokens(hmm, { batch: numWords, length, random });
  const filtered = filterBeliefs(hmm, words).beliefs.data;

  const numPrefixes = 1 + numWords * length;
  const beliefs = new Float64Array(numPrefixes * numStates);
  beliefs.set(hmm.initialBelief);
  const wordIndex = new Int32Array(numPrefixes);
  const parent = new Int32Array(numPrefixes).fill(-1, 0, 1);
  const lastToken = new Int32Array(numPrefixes).fill(-1, 0, 1);
  const lengths = new Int32Array(numPrefixes);
  for (let position = 0; position < length; position++) {
    for (let word = 0; word < numWords; word++) {
      const node = 1 + position * numWords + word;
      const row = word * length + position;
      wordIndex[node] = word;
      parent[node] = position === 0 ? 0 : node - numWords;
      lastToken[node] = words.data[row]!;
      lengths[node] = position + 1;
      beliefs.set(filtered.subarray(row * numStates, (row + 1) * numStates), node * numStates);
    }
  }
  return {
    kind: "sampled",
    length,
    numTokens,
    words,
    prefixes: {
      levelStart: Int32Array.from({ length: length + 2 }, (_, k) => (k === 0 ? 0 : 1 + (k - 1) * numWords)),
      length: lengths,
      wordIndex,
      parent,
      lastToken,
      probability: new Float64Array(numPrefixes).fill(1 / numWords).fill(1, 0, 1),
      beliefs: { shape: [numPrefixes, numStates], data: beliefs },
    },
  };
}
