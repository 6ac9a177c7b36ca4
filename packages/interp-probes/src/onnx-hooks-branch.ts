import type { OnnxNode } from "@beliefscope/onnx-graph";
import { ancestorsOf, type Dataflow, originOf, otherInput } from "./onnx-hooks-dataflow.ts";

/** What a block computes from the residual stream and adds to it. */
export type Branch = {
  readonly kind: "attention" | "mlp";
  /** Attention weights that multiply values: one tensor, unless the heads are apart. */
  readonly patterns: readonly string[];
  /** The operator that computes attention as one, and hides its pattern. */
  readonly fusedOperator: string | null;
  /** Activations of an MLP that its last matrix reads. */
  readonly post: string | null;
};

/**
 * Reads what a branch is from its operators: attention multiplies values by a Softmax, or is one operator; all else
 * counts as an MLP.
 *
 * @param value What the branch adds to the stream.
 * @param stream The values of the residual stream, where the branch begins.
 */
export function readBranch(flow: Dataflow, value: string, stream: ReadonlySet<string>): Branch {
  const nodes = ancestorsOf(flow, value, stream);
  const products = nodes.filter(({ opType }) => opType === "MatMul" || opType === "Einsum");
  const patterns = products.flatMap(({ input }) => {
    const pattern = input.find((name) => isSoftmax(flow, flow.producers.get(originOf(flow, name))));
    const hasValues = input.some((name) => name !== pattern && flow.tokenDependent.has(name));
    return pattern !== undefined && hasValues ? [pattern] : [];
  });
  const fusedOperator = nodes.find(({ opType }) => opType.endsWith("Attention"))?.opType ?? null;
  const isAttention = patterns.length > 0 || fusedOperator !== null;
  if (isAttention) return { kind: "attention", patterns, fusedOperator, post: null };
  return { kind: "mlp", patterns, fusedOperator, post: lastProductInput(flow, value, stream) };
}

/** A Softmax, or one whose undefined rows are replaced (Where). */
function isSoftmax(flow: Dataflow, node: OnnxNode | undefined): boolean {
  if (node?.opType !== "Where") return node?.opType === "Softmax";
  return node.input.some((name) => flow.producers.get(originOf(flow, name))?.opType === "Softmax");
}

/** What the last product with a constant matrix reads, past the bias added to it. */
function lastProductInput(flow: Dataflow, value: string, stream: ReadonlySet<string>): string | null {
  const node = flow.producers.get(originOf(flow, value));
  if (!node) return null;
  if (node.opType === "Add") {
    const product = node.input.find((name) => flow.tokenDependent.has(name));
    const bias = product === undefined ? null : otherInput(flow, node, product);
    const isBias = bias !== null && flow.constants.has(originOf(flow, bias));
    return isBias ? lastProductInput(flow, product!, stream) : null;
  }
  const [input, matrix] = node.input;
  const isProduct = node.opType === "MatMul" && flow.constants.has(originOf(flow, matrix!));
  return isProduct && !stream.has(originOf(flow, input!)) ? input! : null;
}
