import type { Tensor } from "@beliefscope/tensor";
import { type FixedAttentionModel, runFixedAttention } from "./fixed-attention.ts";

/** A model that shows its inside while it reads: the shape of an activation source, under TransformerLens's names. */
export type FixedAttentionSource = {
  /** `blocks.0.attn.hook_pattern` [batch, head, query, key], `blocks.0.hook_resid_post` [batch, position, output]. */
  readonly hookNames: readonly string[];
  /** Logits [batch, position, token] are the logarithms of what `predict` gives. */
  run(
    tokens: Tensor<Int32Array>,
    capture: readonly string[],
  ): Promise<{ readonly logits: Tensor<Float32Array>; readonly hooks: ReadonlyMap<string, Tensor<Float32Array>> }>;
  dispose(): Promise<void>;
};

const patternHook = "blocks.0.attn.hook_pattern";
const residualHook = "blocks.0.hook_resid_post";

/**
 * Shows a fixed-attention model as if it were a one-layer, attention-only network.
 *
 * @param model The model; its output plays the residual stream.
 * @param predict From outputs [batch, position, output] to next-token laws [batch, position, token]; for a filter with a
 *   linear readout, `filterPredictions`.
 * @returns A source whose `run` rejects with a RangeError for tokens out of range or a hook that does not exist.
 * @example
 * const filter = kalmanFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * const model = attentionFromFilter(filter, { length: 2 });
 * const source = fixedAttentionSource(model, (claims) => filterPredictions(filter, claims));
 * const { logits } = await source.run(createTensor(Int32Array.of(0, 1), [1, 2]), []);
 * logits.shape; // => [1, 2, 3]
 */
export function fixedAttentionSource(
  model: FixedAttentionModel,
  predict: (outputs: Tensor) => Tensor,
): FixedAttentionSource {
  return {
    hookNames: [patternHook, residualHook],
    run: (tokens, capture) =>
      new Promise((resolve) => {
        const outputs = runFixedAttention(model, tokens);
        const hooks = new Map(capture.map((name) => [name, captureHook(name, model, outputs)]));
        const laws = predict(outputs);
        resolve({ logits: { shape: laws.shape, data: Float32Array.from(laws.data, Math.log) }, hooks });
      }),
    dispose: () => Promise.resolve(),
  };
}

function captureHook(name: string, model: FixedAttentionModel, outputs: Tensor): Tensor<Float32Array> {
  switch (name) {
    case patternHook:
      return batchedPatterns(model, outputs.shape[0]!, outputs.shape[1]!);
    case residualHook:
      return { shape: outputs.shape, data: Float32Array.from(outputs.data) };
    default:
      throw new RangeError(`fixedAttentionSource: hook must be ${patternHook} or ${residualHook}, got ${name}`);
  }
}

/** The corner of each head's pattern that sequences of `positions` tokens use, the same for the whole batch. */
function batchedPatterns(
  { heads, length }: FixedAttentionModel,
  batch: number,
  positions: number,
): Tensor<Float32Array> {
  const data = new Float32Array(batch * heads.length * positions * positions);
  for (let matrix = 0; matrix < batch * heads.length; matrix++) {
    const { pattern } = heads[matrix % heads.length]!;
    for (let query = 0; query < positions; query++) {
      const row = pattern.data.subarray(query * length, query * length + positions);
      data.set(row, (matrix * positions + query) * positions);
    }
  }
  return { shape: [batch, heads.length, positions, positions], data };
}
