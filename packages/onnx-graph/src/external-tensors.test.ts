import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { buildModel } from "./build-model.ts";
import { decodeModel } from "./decode-model.ts";
import { encodeModel } from "./encode-model.ts";
import { externalTensors } from "./external-tensors.ts";
import { StringStringEntryProtoSchema, TensorProto_DataLocation as DataLocation } from "./gen/onnx_pb.ts";
import { mapWeights } from "./map-weights.ts";

/** A file whose weight w is in model.data. */
function externalFile(): Uint8Array {
  const model = buildModel({
    inputs: [{ name: "x", type: "float32" }],
    outputs: [{ name: "y", type: "float32" }],
    initializers: { v: { shape: [1], data: Float32Array.of(1) }, w: { shape: [1], data: Float32Array.of(2) } },
    nodes: [{ op: "Mul", inputs: ["x", "w"], outputs: ["y"] }],
  });
  const tensor = model.graph.initializer[1]!;
  tensor.rawData = new Uint8Array(0);
  tensor.dataLocation = DataLocation.EXTERNAL;
  tensor.externalData = [create(StringStringEntryProtoSchema, { key: "location", value: "model.data" })];
  return encodeModel(model);
}

describe("externalTensors(model)", () => {
  it("names the weights that are in another file, and the file", () => {
    expect(externalTensors(decodeModel(externalFile()))).toEqual([{ name: "w", file: "model.data" }]);
  });

  it("are weights that mapWeights refuses", () => {
    expect(() => mapWeights(externalFile(), ({ data }) => data)).toThrow(
      'mapWeights: weights must be inside the file, got "w" with external data',
    );
  });
});
