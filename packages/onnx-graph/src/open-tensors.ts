import { create } from "@bufbuild/protobuf";
import { decodeModel } from "./decode-model.ts";
import { encodeModel } from "./encode-model.ts";
import { ValueInfoProtoSchema } from "./gen/onnx_pb.ts";
import { listValues } from "./list-values.ts";
import type { OnnxGraph } from "./model.ts";
import { graphsOfNode } from "./nested-graphs.ts";
import { checkTensorNames, takeName, takenNames } from "./tensor-names.ts";
import { valueMessage } from "./value-message.ts";

/**
 * Makes tensors of a model writable: adds a graph input for each, and lets everything that read the tensor read that
 * input instead. The tensor itself is still computed, so it can be exposed beside its replacement, and a graph output
 * of its name still shows what the model computed.
 *
 * @param bytes An ONNX file.
 * @param names Values of its graph that nodes read (see `listValues`), not its inputs.
 * @returns The new file, and the name of the input that replaces each tensor. Its element type is the tensor's where
 * the file says it, else float32.
 * @throws FormatError if the file is not a whole ONNX model.
 * @throws RangeError if a name isn't in the graph, or is an input already.
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
 * const opened = openTensors(bytes, ["inner"]);
 * decodeModel(opened.bytes).graph.node[1]!.input; // => ["inner:opened"]
 */
export function openTensors(
  bytes: Uint8Array,
  names: readonly string[],
): { bytes: Uint8Array; inputs: ReadonlyMap<string, string> } {
  const model = decodeModel(bytes);
  checkTensorNames(model, names, "openTensors");
  const values = new Map(listValues(model).map((value) => [value.name, value]));
  const taken = takenNames(model);
  const inputs = new Map<string, string>();
  for (const name of new Set(names)) {
    const { kind, type, shape } = values.get(name)!;
    if (kind === "input") throw new RangeError(`openTensors: tensor must not be an input already, got "${name}"`);
    const input = takeName(taken, `${name}:opened`);
    inputs.set(name, input);
    model.graph.input.push(create(ValueInfoProtoSchema, valueMessage({ name: input, type: type ?? "float32", shape })));
  }
  rewire(model.graph, inputs);
  return { bytes: encodeModel(model), inputs };
}

/** Lets the nodes of a graph, and of the bodies nested in it, read the new names. */
function rewire(graph: OnnxGraph, renamed: ReadonlyMap<string, string>): void {
  for (const node of graph.node) {
    node.input = node.input.map((name) => renamed.get(name) ?? name);
    for (const body of graphsOfNode(node)) {
      rewire(body, renamed);
      for (const output of body.output) output.name = renamed.get(output.name) ?? output.name;
    }
  }
}
