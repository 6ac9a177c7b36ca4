import { toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "./gen/onnx_pb.ts";
import type { OnnxModel } from "./model.ts";

/**
 * Writes a model as an ONNX file. A file that PyTorch exported comes back byte for byte from `decodeModel`.
 *
 * @param model From `decodeModel` or `buildModel`.
 * @returns The file's bytes.
 * @example
 * const model = buildModel({
 *   inputs: [{ name: "x", type: "float32" }],
 *   outputs: [{ name: "y", type: "float32" }],
 *   nodes: [{ op: "Exp", inputs: ["x"], outputs: ["y"] }],
 * });
 * encodeModel(model)[0]; // => 8
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}
