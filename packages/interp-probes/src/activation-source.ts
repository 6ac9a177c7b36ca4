import type { Tensor } from "@beliefscope/tensor";

/** What a model shows of one run; position t of each tensor means "after reading tokens[0..t]". */
export type Activations = {
  /** Next-token logits, shape [batch, position, vocabulary]. */
  readonly logits: Tensor<Float32Array>;
  /** Logits after the BOS token alone, shape [vocabulary]; absent for a model without BOS. */
  readonly priorLogits?: Float32Array;
  /** The captured hooks: residual streams [batch, position, width], attention patterns [batch, head, query, key]. */
  readonly hooks: ReadonlyMap<string, Tensor<Float32Array>>;
};

/** What a model is to go on with in the place of what it computes: by hook name, in the shape in which `run` shows it. */
export type Edits = ReadonlyMap<string, Tensor<Float32Array>>;

/**
 * Anything that reads tokens and can show its inner activations: an ONNX file, or a model of ours.
 * A model that wants a BOS token adds it itself and drops its position, so rows always pair with tokens by equal index.
 */
export type ActivationSource = {
  /** Every hook that `run` can capture, in the order of the forward pass (TransformerLens names). */
  readonly hookNames: readonly string[];
  /** The hooks that `run` can replace; absent where it can replace none. */
  readonly editableHooks?: readonly string[];
  /** The logits' column of each token that `run` takes; absent where token i is column i. */
  readonly tokenIds?: readonly number[];
  /** @param edits Hooks of `editableHooks` only; what is captured shows them as they were replaced. */
  run(tokens: Tensor<Int32Array>, capture: readonly string[], edits?: Edits): Promise<Activations>;
  dispose(): Promise<void>;
};
