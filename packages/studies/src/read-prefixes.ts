import type { WordEnsemble } from "@beliefscope/belief";
import type { ActivationSource } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";

/** What a network shows after each prefix of an ensemble; row i belongs to prefix i + 1 (prefix 0 is the empty one). */
export type PrefixReadings = {
  /** Shape [prefix, vocabulary]. */
  readonly logits: Tensor<Float32Array>;
  /** Logits before any token, shape [vocabulary]; null for a network without BOS. */
  readonly priorLogits: Float32Array | null;
  /** Residual streams by hook name, shape [prefix, width]. */
  readonly hooks: ReadonlyMap<string, Tensor<Float32Array>>;
};

const wordsPerRun = 64; // small batches stay in the cache: four times faster than batches of 2048

/**
 * Runs every word of an ensemble once and reads each distinct prefix at one place: in the first word that begins with it.
 * That is the whole truth about a causal network, whose activations at a position depend on the tokens up to there.
 *
 * @param capture Hooks of shape [batch, position, width].
 * @param onFraction Called with the share of words done.
 * @throws RangeError if a hook has another shape.
 */
export async function readPrefixes(
  source: ActivationSource,
  ensemble: WordEnsemble,
  capture: readonly string[],
  onFraction: (fraction: number) => void,
): Promise<PrefixReadings> {
  const { words, prefixes } = ensemble;
  const numWords = words.shape[0]!;
  const length = words.shape[1]!;
  const numPrefixes = prefixes.length.length - 1;
  const byWord = prefixesByWord(prefixes.wordIndex, numWords);
  const hooks = new Map<string, Tensor<Float32Array>>();
  let logits: Tensor<Float32Array> | undefined;
  let priorLogits: Float32Array | null = null;

  for (let start = 0; start < numWords; start += wordsPerRun) {
    const end = Math.min(start + wordsPerRun, numWords);
    const tokens = { shape: [end - start, length], data: words.data.subarray(start * length, end * length) };
    const activations = await source.run(tokens, capture);
    priorLogits ??= activations.priorLogits ?? null;
    const firstRows = (name: string, values: Tensor<Float32Array>, into: Tensor<Float32Array> | undefined) => {
      if (values.shape.length !== 3 || values.shape[1] !== length) {
        const got = `${name} with shape [${values.shape.join(", ")}]`;
        throw new RangeError(`readPrefixes: a hook must have shape [batch, ${length}, width], got ${got}`);
      }
      const width = values.shape[2]!;
      const table = into ?? { shape: [numPrefixes, width], data: new Float32Array(numPrefixes * width) };
      for (let i = byWord.starts[start]!; i < byWord.starts[end]!; i++) {
        const prefix = byWord.prefixes[i]!;
        const row = (prefixes.wordIndex[prefix]! - start) * length + prefixes.length[prefix]! - 1;
        table.data.set(values.data.subarray(row * width, (row + 1) * width), (prefix - 1) * width);
      }
      return table;
    };
    logits = firstRows("logits", activations.logits, logits);
    for (const [name, values] of activations.hooks) hooks.set(name, firstRows(name, values, hooks.get(name)));
    onFraction(end / numWords);
  }
  return { logits: logits!, priorLogits, hooks };
}

/** The non-empty prefixes ordered by the word they are read in: those of word w are prefixes[starts[w] .. starts[w + 1]). */
function prefixesByWord(wordIndex: Int32Array, numWords: number): { starts: Int32Array; prefixes: Int32Array } {
  const starts = new Int32Array(numWords + 1);
  for (let prefix = 1; prefix < wordIndex.length; prefix++) starts[wordIndex[prefix]! + 1]!++;
  for (let word = 0; word < numWords; word++) starts[word + 1]! += starts[word]!;
  const next = starts.slice();
  const prefixes = new Int32Array(wordIndex.length - 1);
  for (let prefix = 1; prefix < wordIndex.length; prefix++) prefixes[next[wordIndex[prefix]!]!++] = prefix;
  return { starts, prefixes };
}
