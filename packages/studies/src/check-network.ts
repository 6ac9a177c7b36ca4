import type { WordEnsemble } from "@beliefscope/belief";
import type { ActivationSource } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { spreadWords } from "./ensemble-rows.ts";

/** A network that can be asked whether it is what it should be. */
export type CheckedSource = ActivationSource & {
  /** How far the rewriting of its file, to expose inner tensors, moved its outputs. */
  maxOutputDelta?(tokens: Tensor<Int32Array>): Promise<number>;
  /** How far earlier logits move when the last token changes. */
  checkCausal?(tokens: Tensor<Int32Array>): Promise<number>;
};

/** Words on which the rewritten network is held against the original, and is tried for looking ahead. */
const numCheckedWords = 1024;
const causalTolerance = 1e-3;

/**
 * Checks a network on words spread over the ensemble.
 *
 * @returns The largest difference that the rewriting made; null for a network that needs none.
 * @throws RangeError if the network looks ahead.
 */
export async function checkNetwork(
  caller: string,
  source: CheckedSource,
  ensemble: WordEnsemble,
): Promise<number | null> {
  const words = spreadWords(ensemble, numCheckedWords);
  const maxOutputDelta = (await source.maxOutputDelta?.(words)) ?? null;
  const lookAhead = (await source.checkCausal?.(words)) ?? 0;
  if (lookAhead > causalTolerance) {
    const got = `logits that move by ${lookAhead.toPrecision(3)} when a later token changes`;
    throw new RangeError(`${caller}: the network must be causal (each position sees no later token), got ${got}`);
  }
  return maxOutputDelta;
}
