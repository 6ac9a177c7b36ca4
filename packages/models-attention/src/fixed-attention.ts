import { checkTokens } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";

/** A head whose pattern does not depend on what it reads. */
export type FixedAttentionHead = {
  /** M, shape [length, length]: how much position t (row) takes from position s ≤ t (column). Free in sign, rows need not sum to 1. */
  readonly pattern: Tensor;
  /** E Oᵀ: what reading a token adds to the output at weight 1, shape [token, output]. */
  readonly values: Tensor;
};

/**
 * The smallest attention model: one layer, patterns fixed, embedding and readout folded into one vector for each token.
 *
 *   output[t] = bias + sum_head sum_{s <= t} M_head[t, s] values_head[token_s]
 */
export type FixedAttentionModel = {
  readonly numTokens: number;
  readonly numOutputs: number;
  /** The longest sequence it reads. */
  readonly length: number;
  readonly heads: readonly FixedAttentionHead[];
  /** Shape [output]. */
  readonly bias: Float64Array;
};

/**
 * Reads token sequences with a fixed-attention model.
 *
 * @param tokens Shape [batch, position], at most `model.length` positions.
 * @returns Shape [batch, position, output]; position t has read tokens[0..t].
 * @throws RangeError if a token is out of range or the sequences are too long.
 * @example
 * const pattern = createTensor(Float64Array.of(1, 0, 0.5, 1), [2, 2]);
 * const values = createTensor(Float64Array.of(-1, 1), [2, 1]);
 * const model = { numTokens: 2, numOutputs: 1, length: 2, heads: [{ pattern, values }], bias: Float64Array.of(0.25) };
 * runFixedAttention(model, createTensor(Int32Array.of(1, 0), [1, 2])).data; // => [1.25, -0.25]
 */
export function runFixedAttention(model: FixedAttentionModel, tokens: Tensor<Int32Array>): Tensor {
  const { numOutputs, heads, bias, length } = model;
  const [batch, positions] = checkTokens("runFixedAttention", model, tokens);
  if (positions > length) {
    throw new RangeError(`runFixedAttention: tokens must have at most ${length} positions, got ${positions}`);
  }
  const data = new Float64Array(batch * positions * numOutputs);
  for (let b = 0; b < batch; b++) {
    const word = tokens.data.subarray(b * positions, (b + 1) * positions);
    for (let t = 0; t < positions; t++) {
      const output = data.subarray((b * positions + t) * numOutputs, (b * positions + t + 1) * numOutputs);
      output.set(bias);
      for (const { pattern, values } of heads) {
        for (let s = 0; s <= t; s++) {
          const weight = pattern.data[t * length + s]!;
          for (let i = 0; i < numOutputs; i++) output[i]! += weight * values.data[word[s]! * numOutputs + i]!;
        }
      }
    }
  }
  return { shape: [batch, positions, numOutputs], data };
}
