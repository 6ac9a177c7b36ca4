import { sampledEnsemble, wordEnsemble, type WordEnsemble } from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";

/** The most words that are enumerated; beyond, they are sampled. */
const maxWords = 2e6;
const numSampledWords = 20_000;

/** Every word up to the length with its exact probability, if there are not too many; else a seeded sample. */
export function exactOrSampledEnsemble(hmm: Hmm, length: number, random: Random): WordEnsemble {
  return hmm.numTokens ** length <= maxWords
    ? wordEnsemble(hmm, length)
    : sampledEnsemble(hmm, { length, numWords: numSampledWords, random });
}

/** Drops the row of the empty prefix, so that rows pair with activations. */
export function withoutRoot({ shape, data }: Tensor): Tensor {
  const [rows, width] = shape as [number, number];
  return { shape: [rows - 1, width], data: data.subarray(width) };
}

/**
 * The tokens of each non-empty prefix, the latest first.
 *
 * @returns Shape [prefix, length]: column d is the token read d steps before the last one, -1 where the prefix is shorter.
 */
export function tokensByLag({ prefixes, words }: WordEnsemble): Tensor<Int32Array> {
  const length = words.shape[1]!;
  const rows = prefixes.length.length - 1;
  const data = new Int32Array(rows * length).fill(-1);
  for (let row = 0; row < rows; row++) {
    const last = prefixes.wordIndex[row + 1]! * length + prefixes.length[row + 1]! - 1;
    for (let lag = 0; lag < prefixes.length[row + 1]!; lag++) data[row * length + lag] = words.data[last - lag]!;
  }
  return { shape: [rows, length], data };
}

/** Up to `count` words, spread evenly over the ensemble. */
export function spreadWords({ words }: WordEnsemble, count: number): Tensor<Int32Array> {
  const [numWords, length] = words.shape as [number, number];
  const chosen = Math.min(count, numWords);
  const data = new Int32Array(chosen * length);
  for (let i = 0; i < chosen; i++) {
    const word = Math.floor((i * numWords) / chosen);
    data.set(words.data.subarray(word * length, (word + 1) * length), i * length);
  }
  return { shape: [chosen, length], data };
}
