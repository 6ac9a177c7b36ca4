import type { Tensor } from "@beliefscope/tensor";

/** A state-space model that shows its states while it reads: the shape of an activation source. */
export type StateSource = {
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
 * Shows what a function computes as a source.
 *
 * @param caller The public function, for messages.
 * @param read States [batch, position, state] and laws of the next token [batch, position, token].
 */
export function stateSource(
  caller: string,
  read: (tokens: Tensor<Int32Array>) => { readonly states: Tensor; readonly predictions: Tensor },
): StateSource {
  return {
    hookNames: [stateHook],
    run: (tokens, capture) =>
      new Promise((resolve) => {
        const unknown = capture.find((name) => name !== stateHook);
        if (unknown !== undefined) throw new RangeError(`${caller}: hook must be ${stateHook}, got ${unknown}`);
        const { states, predictions } = read(tokens);
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
