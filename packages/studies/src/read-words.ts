import type { WordEnsemble } from "@beliefscope/belief";
import type { Tensor } from "@beliefscope/tensor";

const wordsPerRun = 256;

/** What a model says of sequences: features [batch, position, width] and laws of the next token [batch, position, token]. */
type Readings = { readonly features: Tensor; readonly predictions: Tensor };

/**
 * Runs every word of an ensemble once, a batch at a time, and reads each distinct prefix at one place: in the first word
 * that begins with it. `readPrefixes` without the network.
 *
 * @returns Row i belongs to prefix i + 1: shapes [prefix, width] and [prefix, token].
 */
export function readWords({ words, prefixes }: WordEnsemble, run: (words: Tensor<Int32Array>) => Readings): Readings {
  const [numWords, length] = words.shape as [number, number];
  const numPrefixes = prefixes.length.length - 1;
  const tables = new Map<keyof Readings, { shape: [number, number]; data: Float64Array }>();
  for (let start = 0; start < numWords; start += wordsPerRun) {
    const end = Math.min(start + wordsPerRun, numWords);
    const readings = run({ shape: [end - start, length], data: words.data.subarray(start * length, end * length) });
    for (const key of ["features", "predictions"] as const) {
      const { shape, data } = readings[key];
      const width = shape[2]!;
      const table = tables.get(key) ?? { shape: [numPrefixes, width], data: new Float64Array(numPrefixes * width) };
      tables.set(key, table);
      for (let prefix = 1; prefix <= numPrefixes; prefix++) {
        const word = prefixes.wordIndex[prefix]! - start;
        if (word < 0 || word >= end - start) continue;
        const row = (word * length + prefixes.length[prefix]! - 1) * width;
        table.data.set(data.subarray(row, row + width), (prefix - 1) * width);
      }
    }
  }
  return { features: tables.get("features")!, predictions: tables.get("predictions")! };
}
