import type { Tensor } from "@beliefscope/tensor";
import { runSelective, type SelectiveRecurrence } from "./selective-recurrence.ts";

/** A selective model that shows its states while it reads: the shape of an activation source. */
export type SelectiveSource = {
  /** `blocks.0.hook_resid_post`: the states, [batch, position, state]. */
  readonly hookNames: readonly string[];
  /** Logits [batch, position, token] are the logarithms of the predicted laws. */
  run(
    tokens: Tensor<Int32Array>,
    capture: readonly string[],
  ): Promise<{ readonly logits: Tensor<Float32Array>; readonly hooks: ReadonlyMap<string, Tensor<Float32Array>> }>;
  dispose(): Promise<void>;
};

const stateHook = "blocks.0.hook_resid_post";

/**
 * Shows a selective model as a network whose states can be captured.
 *
 * @returns A source whose `run` rejects with a RangeError for tokens out of range or impossible, or a hook that does not
 *   exist.
 * @example
 * const source = selectiveSource(selectiveFromHmm(mess3({ x: 0.05, a: 0.85 })));
 * const { hooks } = await source.run(createTensor(Int32Array.of(0), [1, 1]), source.hookNames);
 * hooks.get("blocks.0.hook_resid_post")!.data; // ≈ [0.85, 0.075, 0.075]
 */
export function selectiveSource(model: SelectiveRecurrence): SelectiveSource {
  return {
    hookNames: [stateHook],
    run: (tokens, capture) =>
      new Promise((resolve) => {
        const unknown = capture.find((name) => name !== stateHook);
        if (unknown !== undefined) throw new RangeError(`selectiveSource: hook must be ${stateHook}, got ${unknown}`);
        const { states, predictions } = runSelective(model, tokens);
        resolve({
          logits: singlePrecision({ shape: predictions.shape, data: predictions.data.map(Math.log) }),
          hooks: new Map(capture.map((name) => [name, singlePrecision(states)])),
        });
      }),
    dispose: () => Promise.resolve(),
  };
}

function singlePrecision({ shape, data }: Tensor): Tensor<Float32Array> {
  return { shape, data: Float32Array.from(data) };
}
