/** Read, rewrite and build ONNX models; never run them. */

// A file and its model
export { decodeModel } from "./decode-model.ts";
export { encodeModel } from "./encode-model.ts";
export { FormatError } from "./format-error.ts";
export type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from "./model.ts";

// What is in it
export { listValues, type OnnxValue } from "./list-values.ts";
export { countWeights } from "./count-weights.ts";
export { externalTensors } from "./external-tensors.ts";
export { type ElementType } from "./element-type.ts";

// The same file with any tensor readable, writable, or other weights
export { exposeTensors } from "./expose-tensors.ts";
export { openTensors } from "./open-tensors.ts";
export { mapWeights, type Weight, type WeightData } from "./map-weights.ts";
export { permuteWeights } from "./permute-weights.ts";

// A new model
export {
  type AttributeSpec,
  buildModel,
  type GraphSpec,
  type ModelSpec,
  type NodeSpec,
  type TensorSpec,
} from "./build-model.ts";
export { type ValueSpec } from "./value-message.ts";
