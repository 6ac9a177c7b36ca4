/** Ask any sequence model what it believes. */

// Where activations come from
export { type Activations, type ActivationSource } from "./activation-source.ts";
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
