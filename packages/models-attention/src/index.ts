/** Attention-only models of hidden Markov processes: made from filters, built by hand, or trained on the exact risk. */

// The model
export {
  type AttentionHead,
  type AttentionLayer,
  type AttentionModel,
  type AttentionReadout,
  type ContentAttention,
  type FixedAttention,
} from "./attention-model.ts";
export { type AttentionRun, runAttention } from "./run-attention.ts";

// Where its weights come from
export { attentionFromFilter } from "./attention-from-filter.ts";
export { informativeTokenCircuit } from "./informative-token-circuit.ts";

// Looking inside
export { attentionSource, type AttentionSource } from "./attention-source.ts";

// Trained on every word at once, without sampling
export { type PredictionTask, predictionTask } from "./training/prediction-task.ts";
export { type AttentionFamily } from "./training/attention-objective.ts";
export { trainAttention, type TrainedAttention } from "./training/train-attention.ts";
export { fitLinearLogits, type LinearLogitFit } from "./training/fit-linear-logits.ts";
export { fitLinearProbabilities } from "./training/fit-linear-probabilities.ts";
