import { listValues, type OnnxModel, type OnnxValue } from "@beliefscope/onnx-graph";

/** How a language model is called: what it reads, and where its logits are. */
export type OnnxSignature = {
  readonly tokens: string;
  readonly tokenType: "int64" | "int32";
  /** Lengths of the batch and position axes where the file fixes them. */
  readonly batch: number | null;
  readonly length: number | null;
  readonly logits: string;
};

/**
 * Reads how a model is called: one integer input of shape [batch, position], and one floating-point output of shape
 * [batch, position, vocabulary].
 *
 * @throws RangeError that lists what was found instead.
 */
export function readSignature(model: OnnxModel): OnnxSignature {
  const values = listValues(model);
  const inputs = values.filter(({ kind }) => kind === "input");
  const [tokens, ...more] = inputs;
  const { type, shape } = tokens ?? { type: null, shape: null };
  if (!tokens || more.length > 0 || (type !== "int64" && type !== "int32") || (shape && shape.length !== 2)) {
    const rule = "the model must have one input, token ids of shape [batch, position] in int64 or int32";
    throw new RangeError(`createOnnxSource: ${rule}, got ${describe(inputs)}`);
  }
  const outputs = outputsOf(model, values);
  const candidates = outputs.filter((value) => isFloat(value.type) && (value.shape?.length ?? 3) === 3);
  const named = candidates.filter(({ name }) => /logits/i.test(name));
  const [logits, ...others] = named.length > 0 ? named : candidates;
  if (!logits || others.length > 0) {
    const rule = "the model must have one output of logits, shape [batch, position, vocabulary]";
    throw new RangeError(`createOnnxSource: ${rule}, got ${describe(outputs)}`);
  }
  return {
    tokens: tokens.name,
    tokenType: type,
    batch: fixed(shape?.[0]),
    length: fixed(shape?.[1]),
    logits: logits.name,
  };
}

function outputsOf({ graph }: OnnxModel, values: readonly OnnxValue[]): OnnxValue[] {
  const names = new Set(graph.output.map(({ name }) => name));
  return values.filter(({ name }) => names.has(name));
}

function isFloat(type: OnnxValue["type"]): boolean {
  return type === null || /^b?float/.test(type);
}

function fixed(length: number | string | null | undefined): number | null {
  return typeof length === "number" ? length : null;
}

function describe(values: readonly OnnxValue[]): string {
  if (values.length === 0) return "none";
  const words = values.map(({ name, type, shape }) => {
    return `"${name}" (${type ?? "unknown type"}${shape ? ` [${shape.map((length) => length ?? "?").join(", ")}]` : ""})`;
  });
  return words.join(", ");
}
