import { buildModel, encodeModel, type NodeSpec, type OnnxModel, type TensorSpec } from "@beliefscope/onnx-graph";

/** How a toy transformer is built; it attends to every position, later ones too. */
export type Toy = {
  readonly blocks?: number;
  readonly mlp?: boolean;
  readonly norm?: "operator" | "spelled out" | "rms" | "none";
  readonly order?: "pre" | "post";
  readonly finalNorm?: boolean;
  readonly positions?: boolean;
  /** Attention tensors: one, one per head, or hidden in one operator (which onnxruntime need not know). */
  readonly attention?: "plain" | "split" | "fused";
  readonly tokenType?: "int64" | "int32";
  readonly batch?: number | string;
  readonly length?: number | string;
};

const width = 4;

/**
 * A transformer over 3 tokens, of width 4 and context 5, whose tensors are called what they are: embed, sum, pattern.0,
 * mid.0, hidden.0, post.0, ..., final, logits.
 */
export function toyTransformer({
  blocks = 2,
  mlp = true,
  norm = "operator",
  order = "pre",
  finalNorm = true,
  positions = true,
  attention = "plain",
  tokenType = "int64",
  batch = "batch",
  length = "length",
}: Toy = {}): OnnxModel {
  const nodes: NodeSpec[] = [];
  const initializers: Record<string, TensorSpec> = {};
  const add = (op: string, inputs: string[], output: string, attributes: NodeSpec["attributes"] = {}): string => {
    nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  };
  const constant = (name: string, shape: readonly number[], value: (i: number) => number): string => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    initializers[name] = { shape, data: Float32Array.from({ length: size }, (_, i) => value(i)) };
    return name;
  };
  const weight = (name: string, ...shape: number[]): string =>
    constant(name, shape, (i) => Math.sin(7 * i + name.length));
  const integers = (name: string, ...values: number[]): string => {
    initializers[name] = { shape: [values.length], data: BigInt64Array.from(values, BigInt) };
    return name;
  };

  const normalise = (x: string, y: string): string => {
    if (norm === "none") return x;
    const gain = constant(`${y}.gain`, [width], (i) => 1 + i / 9);
    const bias = weight(`${y}.bias`, width);
    if (norm === "operator") return add("LayerNormalization", [x, gain, bias], y);
    const last = { axes: { ints: [-1] } };
    const two = constant(`${y}.two`, [], () => 2);
    const eps = constant(`${y}.eps`, [], () => 1e-5);
    const base = norm === "rms" ? x : add("Sub", [x, add("ReduceMean", [x], `${y}.mean`, last)], `${y}.centred`);
    const square = add("ReduceMean", [add("Pow", [base, two], `${y}.square`)], `${y}.meansquare`, last);
    const scale = add("Sqrt", [add("Add", [square, eps], `${y}.safe`)], `${y}.scale`);
    if (norm === "rms") {
      const inverse = add("Reciprocal", [scale], `${y}.inverse`);
      return add("Mul", [gain, add("Mul", [base, inverse], `${y}.scaled`)], y);
    }
    const gained = add("Mul", [add("Div", [base, scale], `${y}.scaled`), gain], `${y}.gained`);
    return add("Add", [gained, bias], y);
  };

  const attend = (x: string, i: number): string => {
    if (attention === "fused") {
      nodes.push({ op: "GroupQueryAttention", domain: "com.microsoft", inputs: [x, x, x], outputs: [`z.${i}`] });
      return `z.${i}`;
    }
    const heads = attention === "split" ? [`${i}.a`, `${i}.b`] : [`${i}`];
    const outputs = heads.map((head) => {
      const [q, k, v] = ["q", "k", "v"].map((name) =>
        add("MatMul", [x, weight(`W${name}.${head}`, width, width)], `${name}.${head}`),
      );
      const turned = add("Transpose", [k!], `k.turned.${head}`, { perm: { ints: [0, 2, 1] } });
      const pattern = add("Softmax", [add("MatMul", [q!, turned], `scores.${head}`)], `pattern.${head}`);
      return add("MatMul", [pattern, v!], `z.${head}`);
    });
    const z = outputs.length === 1 ? outputs[0]! : add("Concat", outputs, `z.${i}`, { axis: { int: -1 } });
    return add("MatMul", [z, weight(`Wo.${i}`, width * heads.length, width)], `attention.${i}`);
  };
  const think = (x: string, i: number): string => {
    const up = add("MatMul", [x, weight(`Wup.${i}`, width, 6)], `up.${i}`);
    const hidden = add("Relu", [add("Add", [up, weight(`bup.${i}`, 6)], `biased.${i}`)], `hidden.${i}`);
    const down = add("MatMul", [hidden, weight(`Wdown.${i}`, 6, width)], `down.${i}`);
    return add("Add", [weight(`bdown.${i}`, width), down], `mlp.${i}`);
  };
  /** x + f(norm(x)), or norm(x + f(x)). */
  const residual = (x: string, f: (x: string) => string, y: string): string => {
    if (order === "pre") return add("Add", [x, f(normalise(x, `${y}.norm`))], y);
    return normalise(add("Add", [f(x), x], `${y}.sum`), y);
  };

  let x = add("Gather", [weight("W_E", 3, width), "tokens"], "embed");
  if (positions) {
    const shape = add("Shape", ["tokens"], "tokens.shape");
    const count = add("Slice", [shape, integers("one", 1), integers("two", 2)], "count");
    const rows = add("Slice", [weight("W_pos", 5, width), integers("zero", 0), count], "positions");
    x = add("Add", [rows, x], "sum");
  }
  for (let i = 0; i < blocks; i++) {
    x = residual(x, (y) => attend(y, i), mlp ? `mid.${i}` : `post.${i}`);
    if (mlp) x = residual(x, (y) => think(y, i), `post.${i}`);
  }
  if (finalNorm) x = normalise(x, "final");
  add("MatMul", [x, weight("W_U", width, 3)], "logits");

  return buildModel({
    inputs: [{ name: "tokens", type: tokenType, shape: [batch, length] }],
    outputs: [{ name: "logits", type: "float32", shape: [batch, length, 3] }],
    opsets: { "com.microsoft": 1 },
    nodes,
    initializers,
  });
}

export function toyFile(toy: Toy = {}): Uint8Array {
  return encodeModel(toyTransformer(toy));
}
