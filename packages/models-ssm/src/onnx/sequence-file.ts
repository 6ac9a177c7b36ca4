import {
  buildModel,
  decodeModel,
  encodeModel,
  FormatError,
  type GraphSpec,
  mapWeights,
  type NodeSpec,
  type TensorSpec,
} from "@beliefscope/onnx-graph";
import type { Tensor } from "@beliefscope/tensor";

const metadataKey = "beliefscope.state-space";

/** A model that reads tokens as the nodes of a graph. */
export type SequenceGraph = {
  /** Says which model it is, and is checked by `readWeights`. */
  readonly kind: "selective" | "recurrence" | "diagonal" | "convolution";
  readonly numTokens: number;
  readonly output: { readonly name: string; readonly width: number };
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly integers?: Readonly<Record<string, readonly number[]>>;
  readonly nodes: readonly NodeSpec[];
};

/** Writes a graph that reads `tokens`, int64 [batch, position]; weights in single precision. */
export function sequenceFile({ kind, numTokens, output, weights, integers = {}, nodes }: SequenceGraph): Uint8Array {
  const constants: Record<string, TensorSpec> = {};
  for (const [name, { shape, data }] of Object.entries(weights))
    constants[name] = { shape, data: Float32Array.from(data) };
  for (const [name, values] of Object.entries(integers)) {
    constants[name] = { shape: [values.length], data: BigInt64Array.from(values, BigInt) };
  }
  return encodeModel(
    buildModel({
      inputs: [{ name: "tokens", type: "int64", shape: ["batch", "position"] }],
      outputs: [{ name: output.name, type: "float32", shape: ["batch", "position", output.width] }],
      initializers: constants,
      nodes,
      metadata: { [metadataKey]: JSON.stringify({ kind, numTokens }) },
    }),
  );
}

/** The weights of a file of the kind, and the number of its tokens. */
export function readWeights(
  caller: string,
  bytes: Uint8Array,
  kind: SequenceGraph["kind"],
): { readonly numTokens: number; readonly weight: (name: string) => Tensor } {
  const written = decodeModel(bytes).metadataProps.find(({ key }) => key === metadataKey);
  const metadata = written && (JSON.parse(written.value) as Pick<SequenceGraph, "kind" | "numTokens">);
  if (metadata?.kind !== kind) {
    throw new FormatError(`${caller}: the file must have metadata of kind "${kind}", got ${metadata?.kind ?? "none"}`);
  }
  const weights = new Map<string, Tensor>();
  mapWeights(bytes, ({ name, shape, data }) => {
    weights.set(name, { shape, data: Float64Array.from(data) });
    return data;
  });
  const weight = (name: string): Tensor => {
    const tensor = weights.get(name);
    if (!tensor) throw new FormatError(`${caller}: the file must have a weight "${name}", got none`);
    return tensor;
  };
  return { numTokens: metadata.numTokens, weight };
}

/** Nodes that make `state`, the initial row of each sequence, from a weight of shape [1, width]. */
export function initialState(initial: string, state: string): NodeSpec[] {
  return [
    { op: "Shape", inputs: ["tokens"], outputs: [`${state}.sizes`] },
    { op: "Slice", inputs: [`${state}.sizes`, "zero", "one"], outputs: [`${state}.batch`] },
    { op: "Concat", inputs: [`${state}.batch`, "one"], outputs: [`${state}.shape`], attributes: { axis: { int: 0 } } },
    { op: "Expand", inputs: [initial, `${state}.shape`], outputs: [state] },
  ];
}

/** The node that runs a body over positions: its inputs are states, then what is read; its outputs states, then rows. */
export function scanPositions(
  body: GraphSpec,
  {
    states,
    reads,
    rows,
  }: { readonly states: readonly string[]; readonly reads: readonly string[]; readonly rows: string },
): NodeSpec {
  return {
    op: "Scan",
    inputs: [...states, ...reads],
    outputs: [...states.map((state) => `${state}.last`), rows],
    attributes: {
      num_scan_inputs: { int: reads.length },
      scan_input_axes: { ints: reads.map(() => 1) },
      scan_output_axes: { ints: [1] },
      body: { graph: body },
    },
  };
}

export function vector(data: Float64Array): Tensor {
  return { shape: [data.length], data };
}
