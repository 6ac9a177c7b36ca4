import { type ElementType, elementTypeName } from "./element-type.ts";
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from "./model.ts";

/** One value of a graph: what a node reads or makes. */
export type OnnxValue = {
  readonly name: string;
  readonly kind: "input" | "initializer" | "inner" | "output";
  /** The node that makes it; null for inputs and initializers. */
  readonly producer: { readonly opType: string; readonly nodeName: string; readonly index: number } | null;
  /** Element type; null where the file doesn't say. */
  readonly type: ElementType | null;
  /** Lengths, names of dynamic axes, and null for unknown axes; null where the file doesn't say. */
  readonly shape: readonly (number | string | null)[] | null;
};

type TypeAndShape = Pick<OnnxValue, "type" | "shape">;
const unknown: TypeAndShape = { type: null, shape: null };

/**
 * Every value of a model's graph: its inputs, its initializers, then what its nodes make, in order.
 * Values inside the bodies of If, Loop and Scan and inside local functions are not values of the graph.
 *
 * @example
 * const model = buildModel({
 *   inputs: [{ name: "x", type: "float32", shape: ["batch", 2] }],
 *   outputs: [{ name: "y", type: "float32" }],
 *   nodes: [{ op: "Exp", inputs: ["x"], outputs: ["y"] }],
 * });
 * listValues(model).map(({ name, kind }) => `${name} is an ${kind}`); // => ["x is an input", "y is an output"]
 */
export function listValues({ graph }: OnnxModel): OnnxValue[] {
  const outputs = new Set(graph.output.map(({ name }) => name));
  const initializers = new Set(graph.initializer.map(({ name }) => name));
  const stated = new Map(
    [...graph.valueInfo, ...graph.output, ...graph.input].map((info) => [info.name, statedType(info)] as const),
  );
  const values: OnnxValue[] = [];
  for (const { name } of graph.input) {
    if (!initializers.has(name)) values.push({ name, kind: "input", producer: null, ...stated.get(name)! });
  }
  for (const tensor of graph.initializer) {
    values.push({ name: tensor.name, kind: "initializer", producer: null, ...tensorType(tensor) });
  }
  for (const [index, node] of graph.node.entries()) {
    for (const name of node.output) {
      if (name === "") continue;
      const producer = { opType: node.opType, nodeName: node.name, index };
      const kind = outputs.has(name) ? "output" : "inner";
      values.push({ name, kind, producer, ...(constantType(node) ?? stated.get(name) ?? unknown) });
    }
  }
  return values;
}

function statedType({ type }: OnnxValueInfo): TypeAndShape {
  if (type?.value.case !== "tensorType") return unknown;
  const { elemType, shape } = type.value.value;
  const lengths = shape?.dim.map(({ value }) => {
    if (value.case === "dimValue") return Number(value.value);
    return value.case === "dimParam" && value.value !== "" ? value.value : null;
  });
  return { type: elementTypeName(elemType), shape: lengths ?? null };
}

function tensorType({ dataType, dims }: OnnxTensor): TypeAndShape {
  return { type: elementTypeName(dataType), shape: dims.map(Number) };
}

function constantType(node: OnnxNode): TypeAndShape | null {
  if (node.opType !== "Constant") return null;
  const attribute = node.attribute[0];
  switch (attribute?.name) {
    case "value":
      return attribute.t ? tensorType(attribute.t) : null;
    case "value_float":
      return { type: "float32", shape: [] };
    case "value_floats":
      return { type: "float32", shape: [attribute.floats.length] };
    case "value_int":
      return { type: "int64", shape: [] };
    case "value_ints":
      return { type: "int64", shape: [attribute.ints.length] };
    default:
      return null;
  }
}
