import { listValues, type OnnxModel } from "@beliefscope/onnx-graph";
import { type Branch, readBranch } from "./onnx-hooks-branch.ts";
import { createDataflow, type Dataflow, otherInput, readersOf } from "./onnx-hooks-dataflow.ts";
import { type Embedding, findEmbedding } from "./onnx-hooks-embedding.ts";
import { normOf } from "./onnx-hooks-norm.ts";

/** The places of a transformer that were found in an ONNX graph. */
export type OnnxHooks = {
  /** Tensor of each hook (TransformerLens names), in the order of the forward pass. */
  readonly hooks: ReadonlyMap<string, string>;
  /** Rows of the embedding table; null if not recognised. */
  readonly numTokens: number | null;
  /** Rows of the table of positions; null if not recognised. */
  readonly context: number | null;
  /** What was not found, and why; each a sentence for people. */
  readonly notes: readonly string[];
};

/** A value of the residual stream, and the branch whose addition made it. */
type Step = { readonly value: string; readonly branch: Branch };

/**
 * Recognises a transformer's inner places in a graph by its structure, whatever its tensors are called: the residual
 * stream is the chain of additions from the embedding on; what each adds is attention if it multiplies values by a
 * Softmax, and an MLP otherwise; an attention and an MLP after it are one block.
 *
 *   hook_embed, blocks.0.hook_resid_pre, blocks.i.{attn.hook_pattern, hook_resid_mid, mlp.hook_post, hook_resid_post},
 *   ln_final.hook_normalized
 *
 * Where norms follow the additions (post-norm), the normalised values are the stream. A value that bears a hook's name is
 * that hook.
 *
 * @param model From `decodeModel`.
 * @returns The hooks found; empty, with a note, for a graph that is not of this kind.
 * @example
 * const model = buildModel({
 *    inputs: [{ name: "tokens", type: "int64", shape: ["batch", "length"] }],
 *    outputs: [{ name: "logits", type: "float32", shape: ["batch", "length", 2] }],
 *    initializers: { table: { shape: [2, 2], data: Float32Array.of(1, 0, 0, 1) } },
 *    nodes: [
 *      { op: "Gather", inputs: ["table", "tokens"], outputs: ["rows"] },
 *      { op: "Exp", inputs: ["rows"], outputs: ["logits"] },
 *    ],
 * });
 * recogniseHooks(model).hooks.get("hook_embed"); // => "rows"
 * @see https://transformerlensorg.github.io/TransformerLens
 */
export function recogniseHooks(model: OnnxModel): OnnxHooks {
  for (const { name, kind, type } of listValues(model)) {
    if (kind !== "input" || (type !== "int64" && type !== "int32")) continue;
    const flow = createDataflow(model, name);
    const embedding = findEmbedding(flow, name);
    if (embedding) return withNamedHooks(model, hooksFrom(flow, embedding));
  }
  const note = "no embedding of an integer input was found in the main graph: give the hooks' tensors by name";
  return withNamedHooks(model, { hooks: new Map(), numTokens: null, context: null, notes: [note] });
}

const hookName = /^(hook_embed|blocks\.\d+\.(\w+\.)?hook_\w+|ln_final\.hook_normalized)$/;

/** Adds the values that bear the names of hooks, which say more of the graph than its structure. */
function withNamedHooks(model: OnnxModel, found: OnnxHooks): OnnxHooks {
  const named = listValues(model).flatMap(({ name, kind }) => (kind !== "input" && hookName.test(name) ? [name] : []));
  if (named.length === 0) return found;
  return { ...found, hooks: new Map([...found.hooks, ...named.map((name) => [name, name] as const)]), notes: [] };
}

function hooksFrom(flow: Dataflow, embedding: Embedding): OnnxHooks {
  const { embed, sum, numTokens, numPositions } = embedding;
  const { start, steps, final, isPostNorm } = followStream(flow, sum);
  const hooks = new Map([
    ["hook_embed", embed],
    ["blocks.0.hook_resid_pre", start],
  ]);
  const notes: string[] = [];
  if (steps.length === 0) notes.push("no residual stream was found: nothing is added to the embedding");
  if (isPostNorm) notes.push("norms follow the additions: the residual stream is read after each norm");

  let block = 0;
  for (let i = 0; i < steps.length; block++) {
    const first = steps[i++]!;
    const second = first.branch.kind === "attention" && steps[i]?.branch.kind === "mlp" ? steps[i++] : undefined;
    const prefix = `blocks.${block}`;
    const { patterns, fusedOperator } = first.branch;
    if (patterns.length === 1) hooks.set(`${prefix}.attn.hook_pattern`, patterns[0]!);
    if (patterns.length > 1)
      notes.push(`${prefix} has ${patterns.length} attention patterns in separate tensors: none is hooked`);
    if (fusedOperator !== null)
      notes.push(`${prefix} computes attention in one ${fusedOperator} operator: its pattern is hidden`);
    if (second) hooks.set(`${prefix}.hook_resid_mid`, first.value);
    const { post } = (second ?? first).branch;
    if (post !== null) hooks.set(`${prefix}.mlp.hook_post`, post);
    hooks.set(`${prefix}.hook_resid_post`, (second ?? first).value);
  }
  if (final !== null) hooks.set("ln_final.hook_normalized", final);
  return { hooks, numTokens, context: numPositions, notes };
}

type Stream = {
  readonly start: string;
  readonly steps: readonly Step[];
  readonly final: string | null;
  readonly isPostNorm: boolean;
};

/** Follows the additions of what depends on the tokens. */
function followStream(flow: Dataflow, sum: string): Stream {
  const start = nextAddition(flow, sum) ? sum : normedIfAdded(flow, sum);
  const stream = new Set([start]);
  const steps: Step[] = [];
  let isPostNorm = false;
  let value = start;
  for (let addition = nextAddition(flow, value); addition; addition = nextAddition(flow, value)) {
    const branch = readBranch(flow, addition.added, stream);
    value = addition.sum;
    stream.add(value);
    if (!nextAddition(flow, value)) {
      const normed = normedIfAdded(flow, value);
      isPostNorm ||= normed !== value;
      value = normed;
      stream.add(value);
    }
    steps.push({ value, branch });
  }
  const final = steps.length === 0 ? null : normOf(flow, value);
  const last = steps.at(-1);
  if (!isPostNorm || final === null || !last) return { start, steps, final, isPostNorm };
  return { start, steps: [...steps.slice(0, -1), { ...last, value: final }], final: null, isPostNorm };
}

/** The first sum of a value and something else that depends on the tokens. */
function nextAddition(flow: Dataflow, value: string): { sum: string; added: string } | null {
  for (const node of readersOf(flow, value)) {
    const added = node.opType === "Add" ? otherInput(flow, node, value) : null;
    if (added !== null && flow.tokenDependent.has(added)) return { sum: node.output[0]!, added };
  }
  return null;
}

/** The normalised value, if the stream goes on from there; else the value. */
function normedIfAdded(flow: Dataflow, value: string): string {
  const normed = normOf(flow, value);
  return normed !== null && nextAddition(flow, normed) ? normed : value;
}
