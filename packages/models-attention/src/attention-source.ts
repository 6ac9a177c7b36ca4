import type { Tensor } from "@beliefscope/tensor";
import type { AttentionModel } from "./attention-model.ts";
import { checkAttentionModel } from "./check-attention-model.ts";
import { runAttention } from "./run-attention.ts";

/** A model that shows its inside while it reads: the shape of an activation source, under TransformerLens's names. */
export type AttentionSource = {
  /**
   * `hook_embed` and `blocks.{n}.hook_resid_post` [batch, position, width], `blocks.{n}.attn.hook_pattern`
   * [batch, head, query, key], and `ln_final.hook_normalized` if the model has a norm.
   */
  readonly hookNames: readonly string[];
  /** Logits [batch, position, token] are the logarithms of the predicted laws. */
  run(
    tokens: Tensor<Int32Array>,
    capture: readonly string[],
  ): Promise<{ readonly logits: Tensor<Float32Array>; readonly hooks: ReadonlyMap<string, Tensor<Float32Array>> }>;
  dispose(): Promise<void>;
};

/**
 * Shows an attention model as a network whose activations can be captured.
 *
 * @returns A source whose `run` rejects with a RangeError for tokens out of range or a hook that does not exist.
 * @throws RangeError if a weight is not finite or does not fit.
 * @example
 * const filter = kalmanFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * const source = attentionSource(attentionFromFilter(filter, { length: 2 }));
 * const { logits } = await source.run(createTensor(Int32Array.of(0, 1), [1, 2]), []);
 * logits.shape; // => [1, 2, 3]
 */
export function attentionSource(model: AttentionModel): AttentionSource {
  checkAttentionModel("attentionSource", model);
  const hookNames = [
    "hook_embed",
    ...model.layers.flatMap((_, n) => [`blocks.${n}.attn.hook_pattern`, `blocks.${n}.hook_resid_post`]),
    ...(model.norm === "none" ? [] : ["ln_final.hook_normalized"]),
  ];
  return {
    hookNames,
    run: (tokens, capture) =>
      new Promise((resolve) => {
        const unknown = capture.find((name) => !hookNames.includes(name));
        if (unknown !== undefined) {
          throw new RangeError(`attentionSource: hook must be one of ${hookNames.join(", ")}, got ${unknown}`);
        }
        const { streams, patterns, normalized, predictions } = runAttention(model, tokens);
        const values = [streams[0]!, ...patterns.flatMap((pattern, n) => [pattern, streams[n + 1]!]), normalized];
        const hooks = new Map(capture.map((name) => [name, singlePrecision(values[hookNames.indexOf(name)]!)]));
        const { shape, data } = predictions;
        resolve({ logits: singlePrecision({ shape, data: data.map(Math.log) }), hooks });
      }),
    dispose: () => Promise.resolve(),
  };
}

function singlePrecision({ shape, data }: Tensor): Tensor<Float32Array> {
  return { shape, data: Float32Array.from(data) };
}
