import { buildModel, encodeModel, type NodeSpec, type TensorSpec } from "@beliefscope/onnx-graph";
import type { Tensor } from "@beliefscope/tensor";
import type { AttentionHead, AttentionLayer, AttentionModel, AttentionReadout } from "../attention-model.ts";
import { checkAttentionModel } from "../check-attention-model.ts";
import { type AttentionMetadata, metadataKey } from "./attention-metadata.ts";

const EPSILON = 1e-12;

/** The nodes and constants of a graph as it is written. */
type Writer = {
  /** Adds a node and returns its output. */
  readonly emit: (op: string, inputs: readonly string[], output: string, attributes?: NodeSpec["attributes"]) => string;
  /** Adds a node of several outputs. */
  readonly emitAll: (
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: NodeSpec["attributes"],
  ) => void;
  /** Adds a weight in single precision and returns its name. */
  readonly weight: (name: string, tensor: Tensor) => string;
  readonly integers: (name: string, ...values: readonly number[]) => string;
};

/**
 * Writes an attention model as an ONNX file.
 *
 * Input: `tokens`, int64, [batch, position]; output: `logits`, [batch, position, token], the logarithms of the predicted laws.
 * Inner tensors have TransformerLens's names (`hook_embed`, `blocks.{n}.attn.hook_pattern`, `blocks.{n}.hook_resid_post`,
 * `ln_final.hook_normalized`), so that the hooks of a source opened on the file are these names themselves.
 *
 * @throws RangeError if a layer has neither heads nor a skip connection, or a weight is not finite or does not fit.
 * @returns The file: weights in single precision, operators of version 17. `decodeAttention` reads it back.
 * @example
 * const model = attentionFromFilter(kalmanFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" }), { length: 4 });
 * listValues(decodeModel(encodeAttention(model))).some(({ name }) => name === "blocks.0.attn.hook_pattern"); // => true
 */
export function encodeAttention(model: AttentionModel): Uint8Array {
  checkAttentionModel("encodeAttention", model);
  const nodes: NodeSpec[] = [];
  const initializers: Record<string, TensorSpec> = {};
  const writer: Writer = {
    emit: (op, inputs, output, attributes) => {
      nodes.push({ op, inputs, outputs: [output], ...(attributes && { attributes }) });
      return output;
    },
    emitAll: (op, inputs, outputs, attributes) => {
      nodes.push({ op, inputs, outputs, ...(attributes && { attributes }) });
    },
    weight: (name, { shape, data }) => {
      initializers[name] = { shape, data: Float32Array.from(data) };
      return name;
    },
    integers: (name, ...values) => {
      initializers[name] = { shape: [values.length], data: BigInt64Array.from(values, BigInt) };
      return name;
    },
  };
  writeSizes(writer);
  let stream = writeEmbedding(writer, model);
  if (model.layers.some(({ heads }) => heads.some(({ attention }) => attention.kind === "content"))) {
    writeMask(writer, model.length);
  }
  model.layers.forEach((layer, n) => {
    stream = writeLayer(writer, layer, n, stream);
  });
  const normalized = writeNorm(writer, model, stream);
  const product = writer.emit("MatMul", [normalized, writer.weight("unembedding", model.unembedding)], "unembedded");
  const outputs = writer.emit("Add", [product, writer.weight("bias", vector(model.bias))], "outputs");
  writeReadout(writer, model.readout, outputs);
  return encodeModel(
    buildModel({
      inputs: [{ name: "tokens", type: "int64", shape: ["batch", "position"] }],
      outputs: [{ name: "logits", type: "float32", shape: ["batch", "position", model.numTokens] }],
      nodes,
      initializers,
      metadata: { [metadataKey]: JSON.stringify(metadataOf(model)) },
    }),
  );
}

function metadataOf({ numTokens, length, norm, layers, readout }: AttentionModel): AttentionMetadata {
  return {
    numTokens,
    length,
    norm,
    layers: layers.map(({ heads, skip }) => ({
      skip: skip !== null,
      heads: heads.map(({ attention }) => (attention.kind === "fixed" ? "fixed" : attention.sink ? "sink" : "content")),
    })),
    readout: readout.kind === "states" ? { kind: "states" } : readout,
  };
}

/** batch, positions and last, each of shape [1]; square [2]. */
function writeSizes({ emit, integers }: Writer): void {
  emit("Shape", ["tokens"], "sizes");
  integers("zero", 0);
  integers("one", 1);
  integers("two", 2);
  emit("Slice", ["sizes", "zero", "one"], "batch");
  emit("Slice", ["sizes", "one", "two"], "positions");
  emit("Concat", ["positions", "positions"], "square", { axis: { int: 0 } });
  integers("axes", 0, 1);
  integers("corner", 0, 0);
}

function writeEmbedding({ emit, weight, integers }: Writer, { embedding, numTokens }: AttentionModel): string {
  const width = embedding.shape.at(-1)!;
  const rows = embedding.shape.length === 3 ? embedding.shape[0]! * numTokens : numTokens;
  const table = weight("embedding", { shape: [rows, width], data: embedding.data });
  if (embedding.shape.length === 2) return emit("Gather", [table, "tokens"], "hook_embed", { axis: { int: 0 } });
  // a row for each pair of position and token
  emit("ConstantOfShape", ["positions"], "ones", {
    value: { tensor: { shape: [1], data: BigInt64Array.of(1n) } },
  });
  emit("CumSum", ["ones", "zero"], "counts");
  emit("Sub", ["counts", "one"], "place");
  emit("Mul", ["place", integers("numTokens", numTokens)], "offset");
  emit("Add", ["tokens", "offset"], "row");
  return emit("Gather", [table, "row"], "hook_embed", { axis: { int: 0 } });
}

/** -infinity where a key comes after its query. */
function writeMask({ emit, weight }: Writer, length: number): void {
  const data = Float64Array.from({ length: length * length }, (_, k) =>
    k % length > Math.floor(k / length) ? -Infinity : 0,
  );
  emit("Slice", [weight("mask", { shape: [length, length], data }), "corner", "square", "axes"], "causal");
}

function writeLayer(writer: Writer, { heads, skip, bias }: AttentionLayer, n: number, stream: string): string {
  const { emit, weight } = writer;
  const name = `blocks.${n}`;
  if (heads.length === 0 && !skip) {
    throw new RangeError(`encodeAttention: a layer must have heads or a skip connection, got layer ${n} with neither`);
  }
  const patterns = heads.map((head, h) => writePattern(writer, head, `${name}.heads.${h}`, stream));
  const read = heads.length === 0 ? [] : showPatterns(writer, patterns, name);
  const terms = heads.map(({ values }, h) => {
    const given = emit("MatMul", [stream, weight(`${name}.heads.${h}.values`, values)], `${name}.heads.${h}.given`);
    return emit("MatMul", [read[h]!, given], `${name}.heads.${h}.out`);
  });
  if (skip) terms.push(emit("MatMul", [stream, weight(`${name}.skip`, skip)], `${name}.kept`));
  const constant = weight(`${name}.bias`, vector(bias));
  const sum = terms.reduce((total, term, i) => emit("Add", [total, term], `${name}.sum.${i}`));
  return emit("Add", [sum, constant], `${name}.hook_resid_post`);
}

/** Joins the heads' patterns to the hook, and reads them from there, so that to replace the hook is to replace them. */
function showPatterns({ emit, emitAll }: Writer, patterns: readonly string[], name: string): string[] {
  const apart = patterns.map((pattern, h) => emit("Unsqueeze", [pattern, "one"], `${name}.heads.${h}.unsqueezed`));
  const hook = emit("Concat", apart, `${name}.attn.hook_pattern`, { axis: { int: 1 } });
  const parts = patterns.map((_, h) => `${name}.heads.${h}.split`);
  emitAll("Split", [hook], parts, { axis: { int: 1 } });
  return parts.map((part, h) => emit("Squeeze", [part, "one"], `${name}.heads.${h}.read`));
}

/** A head's pattern, [batch, query, key]. */
function writePattern({ emit, weight }: Writer, { attention }: AttentionHead, name: string, stream: string): string {
  if (attention.kind === "fixed") {
    const whole = weight(`${name}.pattern`, attention.pattern);
    const part = emit("Slice", [whole, "corner", "square", "axes"], `${name}.part`);
    const shape = emit("Concat", ["batch", "square"], `${name}.shape`, { axis: { int: 0 } });
    return emit("Expand", [part, shape], `${name}.expanded`);
  }
  const queries = emit("MatMul", [stream, weight(`${name}.queryKey`, attention.queryKey)], `${name}.queries`);
  const keys = emit("Transpose", [stream], `${name}.keys`, { perm: { ints: [0, 2, 1] } });
  const products = emit("MatMul", [queries, keys], `${name}.products`);
  const scores = emit("Add", [products, "causal"], `${name}.scores`);
  if (!attention.sink) return emit("Softmax", [scores], `${name}.weights`, { axis: { int: -1 } });
  const shape = emit("Concat", ["batch", "positions", "one"], `${name}.sinkShape`, { axis: { int: 0 } });
  const sink = emit("ConstantOfShape", [shape], `${name}.sink`, {
    value: { tensor: { shape: [1], data: Float32Array.of(0) } },
  });
  const all = emit("Concat", [scores, sink], `${name}.withSink`, { axis: { int: 2 } });
  const shares = emit("Softmax", [all], `${name}.shares`, { axis: { int: -1 } });
  return emit("Slice", [shares, "zero", "positions", "two"], `${name}.weights`);
}

function writeNorm({ emit, weight }: Writer, { norm }: AttentionModel, stream: string): string {
  if (norm === "none") return stream;
  const squares = emit("Mul", [stream, stream], "ln_final.squares");
  const total =
    norm === "rms"
      ? emit("ReduceMean", [squares], "ln_final.total", { axes: { ints: [-1] } })
      : emit("ReduceSum", [squares, "two"], "ln_final.total");
  const shifted = emit("Add", [total, weight("epsilon", vector(Float64Array.of(EPSILON)))], "ln_final.shifted");
  return emit("Div", [stream, emit("Sqrt", [shifted], "ln_final.scale")], "ln_final.hook_normalized");
}

function writeReadout({ emit, weight }: Writer, readout: AttentionReadout, outputs: string): void {
  if (readout.kind === "logits") {
    emit("LogSoftmax", [outputs], "logits", { axis: { int: -1 } });
    return;
  }
  if (readout.kind === "states") {
    const shares = emit("Softmax", [outputs], "states", { axis: { int: -1 } });
    emit("Log", [emit("MatMul", [shares, weight("law", readout.law)], "predictions")], "logits");
    return;
  }
  const raised = emit("Max", [outputs, weight("floor", vector(Float64Array.of(readout.floor)))], "raised");
  emit("Log", [emit("Div", [raised, emit("ReduceSum", [raised, "two"], "total")], "predictions")], "logits");
}

function vector(data: Float64Array): Tensor {
  return { shape: [data.length], data };
}
