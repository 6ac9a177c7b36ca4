import { elementBits } from "./element-type.ts";
import { FormatError } from "./format-error.ts";
import { TensorProto_DataLocation as DataLocation, TensorProto_DataType as DataType } from "./gen/onnx_pb.ts";
import type { ModelProto } from "./gen/onnx_pb.ts";
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from "./model.ts";
import { graphsOfNode } from "./nested-graphs.ts";

/**
 * Checks that a message is a whole ONNX model: it has a version, operator sets and a graph with nodes and outputs; every
 * value is made once, before it is read; and every tensor holds as many elements as its shape says.
 *
 * @param caller The function that the errors name.
 * @throws FormatError naming what is wrong.
 */
export function checkModel(model: ModelProto, caller: string): asserts model is OnnxModel {
  const { graph, opsetImport } = model;
  const fail = (rule: string): never => {
    throw new FormatError(`${caller}: ${rule}`);
  };
  if (!graph) return fail("file must be an ONNX model, got no graph");
  if (model.irVersion <= 0n) fail(`model must state its IR version, got ${model.irVersion}`);
  if (opsetImport.length === 0) fail("model must import an operator set, got none (is the file cut short?)");
  if (graph.node.length === 0) fail("graph must have nodes, got none");
  if (graph.output.length === 0) fail("graph must have outputs, got none");
  checkGraph(graph, new Set(), new Set(opsetImport.map(({ domain }) => canonicalDomain(domain))), fail);
  for (const { name, input, output, node, opsetImport: imports } of model.functions) {
    const made = new Set(input);
    checkNodes(node, made, new Set(imports.map(({ domain }) => canonicalDomain(domain))), fail);
    for (const result of output) {
      if (!made.has(result)) fail(`function "${name}" must make its output, got "${result}"`);
    }
  }
}

type Fail = (rule: string) => never;

function checkGraph(graph: OnnxGraph, outer: ReadonlySet<string>, domains: ReadonlySet<string>, fail: Fail): void {
  const made = new Set(outer);
  for (const { name } of graph.input) {
    if (name === "") fail("graph input must have a name, got none");
    made.add(name);
  }
  for (const tensor of graph.initializer) {
    if (tensor.name === "") fail("initializer must have a name, got none");
    checkTensor(tensor, `initializer "${tensor.name}"`, fail);
    made.add(tensor.name);
  }
  for (const { values } of graph.sparseInitializer) if (values) made.add(values.name);
  checkNodes(graph.node, made, domains, fail);
  for (const { name } of graph.output) {
    if (!made.has(name)) fail(`graph output must be made by a node, got "${name}"`);
  }
}

function checkNodes(nodes: readonly OnnxNode[], made: Set<string>, domains: ReadonlySet<string>, fail: Fail): void {
  for (const [index, node] of nodes.entries()) {
    const label = `node ${index} (${node.opType}${node.name === "" ? "" : ` "${node.name}"`})`;
    if (node.opType === "") fail(`node ${index} must have an operator, got none`);
    if (!domains.has(canonicalDomain(node.domain))) {
      fail(`${label} must be of an imported operator set, got domain "${node.domain}"`);
    }
    for (const input of node.input) {
      if (input !== "" && !made.has(input)) fail(`${label} must read values made before it, got "${input}"`);
    }
    for (const { name, t } of node.attribute) if (t) checkTensor(t, `attribute "${name}" of ${label}`, fail);
    for (const body of graphsOfNode(node)) checkGraph(body, made, domains, fail);
    for (const output of node.output) {
      if (output === "") continue;
      if (made.has(output)) fail(`${label} must make new values, got "${output}" again`);
      made.add(output);
    }
  }
}

function checkTensor(tensor: OnnxTensor, label: string, fail: Fail): void {
  const { dims, dataType, rawData } = tensor;
  if (dataType === DataType.UNDEFINED) fail(`${label} must have an element type, got none`);
  const shape = dims.map(Number);
  const size = shape.reduce((product, length) => product * length, 1);
  if (shape.some((length) => length < 0) || !Number.isSafeInteger(size)) {
    fail(`${label} must have a possible shape, got [${dims.join(", ")}]`);
  }
  if (tensor.dataLocation === DataLocation.EXTERNAL) return;
  const bits = elementBits(dataType);
  const [expected, held, unit] =
    rawData.length > 0
      ? [Math.ceil((size * bits) / 8), rawData.length, "bytes"]
      : [size, typedLength(tensor), "elements"];
  const isKnown = bits >= 8 || dataType === DataType.STRING;
  if (isKnown && held !== expected) {
    fail(`${label} of shape [${dims.join(", ")}] must hold ${expected} ${unit}, got ${held}`);
  }
}

/** The number of elements in a tensor's typed fields. */
function typedLength({ dataType, ...fields }: OnnxTensor): number {
  switch (dataType) {
    case DataType.FLOAT:
      return fields.floatData.length;
    case DataType.COMPLEX64:
      return fields.floatData.length / 2;
    case DataType.DOUBLE:
      return fields.doubleData.length;
    case DataType.COMPLEX128:
      return fields.doubleData.length / 2;
    case DataType.INT64:
      return fields.int64Data.length;
    case DataType.UINT32:
    case DataType.UINT64:
      return fields.uint64Data.length;
    case DataType.STRING:
      return fields.stringData.length;
    default:
      return fields.int32Data.length;
  }
}

function canonicalDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}
