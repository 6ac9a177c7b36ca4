import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import { checkModel } from "./check-model.ts";
import { type ElementType, elementTypeNumber } from "./element-type.ts";
import {
  AttributeProto_AttributeType as AttributeType,
  type AttributeProtoSchema,
  type GraphProtoSchema,
  ModelProtoSchema,
  type TensorProtoSchema,
} from "./gen/onnx_pb.ts";
import type { OnnxModel } from "./model.ts";
import { valueMessage, type ValueSpec } from "./value-message.ts";

/** A constant: row-major data whose element type is that of its array. Tensors of `@beliefscope/tensor` fit. */
export type TensorSpec = {
  readonly shape: readonly number[];
  readonly data: Float64Array | Float32Array | BigInt64Array | Int32Array | Uint8Array;
};

/** An attribute of a node; ONNX tells integers from floats, so the key says which. */
export type AttributeSpec =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string }
  | { readonly tensor: TensorSpec }
  | { readonly graph: GraphSpec };

/** One operation; "" stands for an optional input or output that is left out. */
export type NodeSpec = {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly name?: string;
  readonly domain?: string;
};

/** A graph, or the body of a Scan, Loop or If. */
export type GraphSpec = {
  readonly name?: string;
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: Readonly<Record<string, TensorSpec>>;
};

export type ModelSpec = GraphSpec & {
  /** Version of each operator set; the standard one ("") is 17 unless given. */
  readonly opsets?: Readonly<Record<string, number>>;
  /** Remarks for who reads the file; they change nothing of what it computes. */
  readonly metadata?: Readonly<Record<string, string>>;
};

/**
 * Builds an ONNX model from plain data.
 *
 * @param spec Nodes in an order in which each reads what earlier ones made.
 * @throws FormatError if a node reads a value that nothing made before it, or a tensor's data don't fit its shape.
 * @example
 * const model = buildModel({
 *   inputs: [{ name: "tokens", type: "int64", shape: ["batch", "length"] }],
 *   outputs: [{ name: "logits", type: "float32", shape: ["batch", "length", 2] }],
 *   initializers: { table: { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, 1, 1) } },
 *   nodes: [{ op: "Gather", inputs: ["table", "tokens"], outputs: ["logits"], attributes: { axis: { int: 0 } } }],
 * });
 * listValues(model).map(({ name }) => name); // => ["tokens", "table", "logits"]
 */
export function buildModel({ opsets = {}, metadata = {}, ...graph }: ModelSpec): OnnxModel {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    producerName: "beliefscope",
    opsetImport: Object.entries({ "": 17, ...opsets }).map(([domain, version]) => ({
      domain,
      version: BigInt(version),
    })),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: graphMessage(graph),
  });
  checkModel(model, "buildModel");
  return model;
}

function graphMessage(spec: GraphSpec): MessageInitShape<typeof GraphProtoSchema> {
  const { name = "graph", inputs, outputs, nodes, initializers = {} } = spec;
  return {
    name,
    input: inputs.map(valueMessage),
    output: outputs.map(valueMessage),
    initializer: Object.entries(initializers).map(([key, tensor]) => tensorMessage(tensor, key)),
    node: nodes.map((node) => ({
      opType: node.op,
      name: node.name ?? "",
      domain: node.domain ?? "",
      input: [...node.inputs],
      output: [...node.outputs],
      attribute: Object.entries(node.attributes ?? {}).map(([key, value]) => attributeMessage(key, value)),
    })),
  };
}

function tensorMessage({ shape, data }: TensorSpec, name: string): MessageInitShape<typeof TensorProtoSchema> {
  return {
    name,
    dims: shape.map(BigInt),
    dataType: elementTypeNumber(elementTypeOf(data)),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(),
  };
}

function elementTypeOf(data: TensorSpec["data"]): ElementType {
  if (data instanceof Float64Array) return "float64";
  if (data instanceof Float32Array) return "float32";
  if (data instanceof BigInt64Array) return "int64";
  return data instanceof Int32Array ? "int32" : "uint8";
}

function attributeMessage(name: string, value: AttributeSpec): MessageInitShape<typeof AttributeProtoSchema> {
  if ("int" in value) return { name, type: AttributeType.INT, i: BigInt(value.int) };
  if ("ints" in value) return { name, type: AttributeType.INTS, ints: value.ints.map(BigInt) };
  if ("float" in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ("floats" in value) return { name, type: AttributeType.FLOATS, floats: [...value.floats] };
  if ("string" in value) return { name, type: AttributeType.STRING, s: getTextEncoding().encodeUtf8(value.string) };
  if ("tensor" in value) return { name, type: AttributeType.TENSOR, t: tensorMessage(value.tensor, "") };
  return { name, type: AttributeType.GRAPH, g: graphMessage(value.graph) };
}
