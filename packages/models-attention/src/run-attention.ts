import { checkTokens } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import type { AttentionHead, AttentionLayer, AttentionModel, AttentionReadout } from "./attention-model.ts";
import { checkAttentionModel } from "./check-attention-model.ts";

/** Everything that happens in a model while it reads; row [batch, t] has read tokens[0..t]. */
export type AttentionRun = {
  /** The stream after the embedding, then after each layer, shapes [batch, position, width]. */
  readonly streams: readonly Tensor[];
  /** The patterns of each layer, shapes [batch, head, query, key]. */
  readonly patterns: readonly Tensor[];
  /** The last stream after the norm, shape [batch, position, width]. */
  readonly normalized: Tensor;
  /** Shape [batch, position, output]. */
  readonly outputs: Tensor;
  /** Laws of the next token, shape [batch, position, token]. */
  readonly predictions: Tensor;
};

/** Where a stream is 0, its norm divides by the square root of this, and 0 remains. */
const EPSILON = 1e-12;

/**
 * Reads token sequences with an attention model.
 *
 * @param tokens Shape [batch, position], at most `model.length` positions.
 * @throws RangeError if a token is out of range, the sequences are too long, or a weight is not finite or does not fit.
 * @example
 * const pattern = createTensor(Float64Array.of(1, 0, 0.5, 1), [2, 2]);
 * const values = createTensor(Float64Array.of(0, 1, 1, 0), [2, 2]); // the other token
 * const one = createTensor(Float64Array.of(1, 0, 0, 1), [2, 2]);
 * const { outputs, predictions } = runAttention(
 *   {
 *     numTokens: 2,
 *     length: 2,
 *     embedding: one,
 *     layers: [{ heads: [{ attention: { kind: "fixed", pattern }, values }], skip: null, bias: Float64Array.of(0, 0) }],
 *     norm: "none",
 *     unembedding: one,
 *     bias: Float64Array.of(0, 0.5),
 *     readout: { kind: "logits" },
 *   },
 *   createTensor(Int32Array.of(1, 0), [1, 2]),
 * );
 * outputs.data; // => [1, 0.5, 0.5, 1.5]
 * predictions.data.slice(0, 2); // ≈ [0.622459, 0.377541]
 */
export function runAttention(model: AttentionModel, tokens: Tensor<Int32Array>): AttentionRun {
  checkAttentionModel("runAttention", model);
  const [batch, positions] = checkTokens("runAttention", model, tokens);
  if (positions > model.length) {
    throw new RangeError(`runAttention: tokens must have at most ${model.length} positions, got ${positions}`);
  }
  const streams = [embed(model, tokens)];
  const patterns: Tensor[] = [];
  for (const layer of model.layers) {
    const stream = streams.at(-1)!;
    const layerPatterns = layer.heads.map((head) => pattern(head, stream));
    streams.push(runLayer(layer, layerPatterns, stream));
    patterns.push(headsTogether(layerPatterns, batch, positions));
  }
  const normalized = normalize(streams.at(-1)!, model.norm);
  const outputs = timesMatrix(normalized, model.unembedding);
  addBias(outputs, model.bias);
  return { streams, patterns, normalized, outputs, predictions: readLaws(outputs, model.readout) };
}

function embed({ embedding, numTokens }: AttentionModel, { shape, data: tokens }: Tensor<Int32Array>): Tensor {
  const [batch, positions] = shape as [number, number];
  const width = embedding.shape.at(-1)!;
  const byPosition = embedding.shape.length === 3;
  const data = new Float64Array(batch * positions * width);
  tokens.forEach((token, row) => {
    const from = (byPosition ? (row % positions) * numTokens + token : token) * width;
    data.set(embedding.data.subarray(from, from + width), row * width);
  });
  return { shape: [batch, positions, width], data };
}

/** A head's pattern for each sequence, shape [batch, query, key]. */
function pattern({ attention }: AttentionHead, stream: Tensor): Tensor {
  const [batch, positions, width] = stream.shape as [number, number, number];
  const data = new Float64Array(batch * positions * positions);
  if (attention.kind === "fixed") {
    const length = attention.pattern.shape[1]!;
    for (let row = 0; row < batch * positions; row++) {
      const t = row % positions;
      data.set(attention.pattern.data.subarray(t * length, t * length + t + 1), row * positions);
    }
    return { shape: [batch, positions, positions], data };
  }
  const queries = timesMatrix(stream, attention.queryKey).data;
  for (let row = 0; row < batch * positions; row++) {
    const t = row % positions;
    const scores = data.subarray(row * positions, row * positions + t + 1);
    for (let s = 0; s <= t; s++)
      scores[s] = innerProduct(queries, row * width, stream.data, (row - t + s) * width, width);
    const top = scores.reduce((a, b) => Math.max(a, b), attention.sink ? 0 : -Infinity);
    let total = attention.sink ? Math.exp(-top) : 0;
    for (let s = 0; s <= t; s++) total += scores[s] = Math.exp(scores[s]! - top);
    for (let s = 0; s <= t; s++) scores[s]! /= total;
  }
  return { shape: [batch, positions, positions], data };
}

function runLayer({ heads, skip, bias }: AttentionLayer, patterns: readonly Tensor[], stream: Tensor): Tensor {
  const [batch, positions] = stream.shape as [number, number, number];
  const width = bias.length;
  const sum = skip
    ? timesMatrix(stream, skip)
    : { shape: [batch, positions, width], data: new Float64Array(batch * positions * width) };
  addBias(sum, bias);
  heads.forEach(({ values }, head) => {
    const given = timesMatrix(stream, values).data;
    const weights = patterns[head]!.data;
    for (let row = 0; row < batch * positions; row++) {
      const t = row % positions;
      for (let s = 0; s <= t; s++) {
        const weight = weights[row * positions + s]!;
        const from = (row - t + s) * width;
        for (let i = 0; i < width; i++) sum.data[row * width + i]! += weight * given[from + i]!;
      }
    }
  });
  return sum;
}

function headsTogether(patterns: readonly Tensor[], batch: number, positions: number): Tensor {
  const size = positions * positions;
  const data = new Float64Array(batch * patterns.length * size);
  patterns.forEach((one, head) => {
    for (let b = 0; b < batch; b++) {
      data.set(one.data.subarray(b * size, (b + 1) * size), (b * patterns.length + head) * size);
    }
  });
  return { shape: [batch, patterns.length, positions, positions], data };
}

/** rms: x / sqrt(mean x²); l2: x / |x|. */
function normalize(stream: Tensor, norm: AttentionModel["norm"]): Tensor {
  if (norm === "none") return stream;
  const width = stream.shape[2]!;
  const data = stream.data.slice();
  for (let start = 0; start < data.length; start += width) {
    const squares = innerProduct(data, start, data, start, width);
    const scale = Math.sqrt((norm === "rms" ? squares / width : squares) + EPSILON);
    for (let i = start; i < start + width; i++) data[i]! /= scale;
  }
  return { shape: stream.shape, data };
}

function readLaws(outputs: Tensor, readout: AttentionReadout): Tensor {
  const size = outputs.shape[2]!;
  const data = outputs.data.slice();
  for (let start = 0; start < data.length; start += size) {
    const row = data.subarray(start, start + size);
    if (readout.kind === "probabilities") {
      for (let i = 0; i < size; i++) row[i] = Math.max(row[i]!, readout.floor);
    } else {
      const top = row.reduce((a, b) => Math.max(a, b));
      for (let i = 0; i < size; i++) row[i] = Math.exp(row[i]! - top);
    }
    const total = row.reduce((a, b) => a + b);
    for (let i = 0; i < size; i++) row[i]! /= total;
  }
  const shares = { shape: outputs.shape, data };
  return readout.kind === "states" ? timesMatrix(shares, readout.law) : shares;
}

/** x A for every row of [batch, position, width]. */
function timesMatrix({ shape, data }: Tensor, A: Tensor): Tensor {
  const [batch, positions, width] = shape as [number, number, number];
  const product = matmul({ shape: [batch * positions, width], data }, A);
  return { shape: [batch, positions, A.shape[1]!], data: product.data };
}

function addBias({ data }: Tensor, bias: Float64Array): void {
  for (let i = 0; i < data.length; i++) data[i]! += bias[i % bias.length]!;
}

function innerProduct(a: Float64Array, aStart: number, b: Float64Array, bStart: number, width: number): number {
  let sum = 0;
  for (let i = 0; i < width; i++) sum += a[aStart + i]! * b[bStart + i]!;
  return sum;
}
