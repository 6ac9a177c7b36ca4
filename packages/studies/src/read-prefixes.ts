import type { WordEnsemble } from "@beliefscope/belief";
import type { ActivationSource } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { prefixBatches } from "./prefix-batches.ts";

/** What a network shows after each prefix of an ensemble; row i belongs to prefix i + 1 (prefix 0 is the empty one). */
export type PrefixReadings = {
  /** Shape [prefix, vocabulary]. */
  readonly logits: Tensor<Float32Array>;
  /** Logits before any token, shape [vocabulary]; null for a network without BOS. */
  readonly priorLogits: Float32Array | null;
  /** Residual streams by hook name, shape [prefix, width]. */
  readonly hooks: ReadonlyMap<string, Tensor<Float32Array>>;
};

/**
 * Runs every word of an ensemble once and reads each distinct prefix at one place (see `prefixBatches`).
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
  const [numWords, length] = ensemble.words.shape as [number, number];
  const numPrefixes = ensemble.prefixes.length.length - 1;
  const hooks = new Map<string, Tensor<Float32Array>>();
  let logits: Tensor<Float32Array> | undefined;
  let priorLogits: Float32Array | null = null;

  for (const { tokens, end, prefixes, rows } of prefixBatches(ensemble)) {
    const activations = await source.run(tokens, capture);
    priorLogits ??= activations.priorLogits ?? null;
    const firstRows = (name: string, values: Tensor<Float32Array>, into: Tensor<Float32Array> | undefined) => {
      if (values.shape.length !== 3 || values.shape[1] !== length) {
        const got = `${name} with shape [${values.shape.join(", ")}]`;
        throw new RangeError(`readPrefixes: a hook must have shape [batch, ${length}, width], got ${got}`);
      }
      const width = values.shape[2]!;
      const table = into ?? { shape: [numPrefixes, width], data: new Float32Array(numPrefixes * width) };
      prefixes.forEach((prefix, i) => {
        table.data.set(values.data.subarray(rows[i]! * width, (rows[i]! + 1) * width), (prefix - 1) * width);
      });
      return table;
    };
    logits = firstRows("logits", activations.logits, logits);
    for (const [name, values] of activations.hooks) hooks.set(name, firstRows(name, values, hooks.get(name)));
    onFraction(end / numWords);
  }
  return { logits: logits!, priorLogits, hooks };
}
