import { TensorProto_DataLocation as DataLocation } from "./gen/onnx_pb.ts";
import type { OnnxModel } from "./model.ts";
import { withNestedGraphs } from "./nested-graphs.ts";

/**
 * The initializers whose data are in another file beside the model, as exporters may choose (PyTorch's dynamo exporter
 * does unless told `external_data=False`).
 *
 * @returns Names of initializers, and the file that each names.
 * @example
 * const model = buildModel({
 *   inputs: [{ name: "x", type: "float32" }],
 *   outputs: [{ name: "y", type: "float32" }],
 *   nodes: [{ op: "Exp", inputs: ["x"], outputs: ["y"] }],
 * });
 * externalTensors(model); // => []
 */
export function externalTensors({ graph }: OnnxModel): { name: string; file: string }[] {
  return withNestedGraphs(graph)
    .flatMap(({ initializer }) => initializer)
    .filter(({ dataLocation }) => dataLocation === DataLocation.EXTERNAL)
    .map(({ name, externalData }) => ({ name, file: externalData.find(({ key }) => key === "location")?.value ?? "" }));
}
