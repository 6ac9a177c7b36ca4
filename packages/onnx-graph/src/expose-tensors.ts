import { create, toBinary } from "@bufbuild/protobuf";
import { decodeModel } from "./decode-model.ts";
import { elementTypeNumber } from "./element-type.ts";
import { AttributeProto_AttributeType as AttributeType, ModelProtoSchema } from "./gen/onnx_pb.ts";
import { checkTensorNames, takeName, takenNames } from "./tensor-names.ts";
import { valueMessage } from "./value-message.ts";

/**
 * Makes any tensors of a model readable: adds an output to the file for each, through a Cast, so that it arrives as
 * float32 whatever the model computes in. The file's own bytes stay as they are: concatenated protobuf messages merge,
 * so the new nodes and outputs are appended.
 *
 * Run the result at `graphOptimizationLevel: "basic"`: the higher levels of onnxruntime may remove a tensor that is an
 * output, and then crash.
 *
 * @param bytes An ONNX file.
 * @param names Any values of its graph (see `listValues`).
 * @param options castTo: the type in which they arrive, "float32" unless given.
 * @returns The new file, and the name of the output that shows each tensor.
 * @throws FormatError if the file is not a whole ONNX model.
 * @throws RangeError if a name isn't in the graph.
 * @example
 * const bytes = encodeModel(
 *   buildModel({
 *     inputs: [{ name: "x", type: "float32" }],
 *     outputs: [{ name: "y", type: "float32" }],
 *     nodes: [
 *       { op: "Exp", inputs: ["x"], outputs: ["inner"] },
 *       { op: "Sqrt", inputs: ["inner"], outputs: ["y"] },
 *     ],
 *   }),
 * );
 * exposeTensors(bytes, ["inner"]).outputs.get("inner"); // => "inner:float32"
 */
export function exposeTensors(
  bytes: Uint8Array,
  names: readonly string[],
  { castTo = "float32" }: { readonly castTo?: "float32" | "float64" } = {},
): { bytes: Uint8Array; outputs: ReadonlyMap<string, string> } {
  const model = decodeModel(bytes);
  checkTensorNames(model, names, "exposeTensors");
  const taken = takenNames(model);
  const outputs = new Map([...new Set(names)].map((name) => [name, takeName(taken, `${name}:${castTo}`)] as const));
  const patch = create(ModelProtoSchema, {
    graph: {
      node: [...outputs].map(([name, output]) => ({
        opType: "Cast",
        name: output,
        input: [name],
        output: [output],
        attribute: [{ name: "to", type: AttributeType.INT, i: BigInt(elementTypeNumber(castTo)) }],
      })),
      output: [...outputs.values()].map((name) => valueMessage({ name, type: castTo })),
    },
  });
  return { bytes: concatenate(bytes, toBinary(ModelProtoSchema, patch)), outputs };
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
