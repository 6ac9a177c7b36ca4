/** Ask any sequence model what it believes. */

// Where activations come from
export { type Activations, type ActivationSource, type Edits } from "./activation-source.ts";
export { createOnnxSource, type OnnxSource, type OnnxSourceOptions } from "./onnx-source.ts";
export { type OnnxRuntime } from "./onnx-source-runtime.ts";
export { type OnnxHooks, recogniseHooks } from "./onnx-hooks.ts";

// What is probed against what
export { concatenateFeatures } from "./concatenate-features.ts";
export { historyFeatures } from "./history-features.ts";
export { shuffledTargets } from "./shuffled-targets.ts";

// One linear probe, streamed
export { computeMoments, mergeMoments, type Moments, selectFeatures, subtractMoments } from "./moments.ts";
export { applyProbe, type LinearProbe, solveProbe } from "./linear-probe.ts";

// Held out
export { probeFolds, type ProbeFolds } from "./probe-folds.ts";
export {
  crossValidatedProbe,
  type CrossValidatedProbe,
  foldMoments,
  heldOutPredictions,
} from "./cross-validated-probe.ts";

// How good is a prediction in any coordinates
export { affineR2 } from "./affine-r2.ts";

// What attention heads do, and how fast they forget
export { type ColumnMoments, mergePatternMoments, patternMoments, type PatternMoments } from "./pattern-moments.ts";
export { attentionFixedness } from "./attention-fixedness.ts";
export { meanAttention } from "./mean-attention.ts";
export { withMeanAttention } from "./with-mean-attention.ts";
export { tokenInfluence, type TokenInfluence } from "./token-influence.ts";
export { lagWeight } from "./lag-weight.ts";
export { type Decay, fitDecay } from "./fit-decay.ts";
