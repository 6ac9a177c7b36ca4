import { createTensor, type Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";
import { uninitializedInt32 } from "@beliefscope/tensor/wasm";
import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";
import { tokenSource } from "./token-source.ts";

/** Tokens in one tensor: 4 GiB. */
const MOST = 2 ** 30;

/**
 * Draws sequences from a process, each from the initial belief.
 *
 * A proper HMM walks its hidden states; a generalized one, which has none, draws each token from its filtered law.
 * Sequences come one after the other from the one stream: for parallel shards give each its own `random.split(shard)`.
 *
 * @param options.batch Number of sequences.
 * @param options.length Tokens of each.
 * @param options.random The stream, which moves on; the same seed gives the same tokens on every platform.
 * @returns Shape [batch, position].
 * @throws RangeError if batch or length is not a non-negative integer, or there are more than 2^30 tokens.
 * @example
 * sampleTokens(coin({ p: 1 }), { batch: 2, length: 3, random: createRandom(1) }).data; // => [1, 1, 1, 1, 1, 1]
 */
export function sampleTokens(
  hmm: Hmm,
  options: { readonly batch: number; readonly length: number; readonly random: Random },
): Tensor<Int32Array> {
  checkKind("sampleTokens", "options", "an object", options);
  const { batch, length, random } = options;
  checkKind("sampleTokens", "random", "a Random, as of createRandom", random);
  for (const [name, value] of Object.entries({ batch, length })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`sampleTokens: ${name} must be a non-negative integer, got ${value}`);
    }
  }
  if (batch * length > MOST) {
    throw new RangeError(
      `sampleTokens: batch · length must be at most 2^30 (see sampleInPieces), got ${batch} · ${length}`,
    );
  }
  const tokens = uninitializedInt32(batch * length);
  if (tokens.length > 0) tokenSource(hmm, random).sequences(tokens, length);
  return createTensor(tokens, [batch, length]);
}
