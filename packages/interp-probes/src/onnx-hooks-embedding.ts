import type { OnnxNode } from "@beliefscope/onnx-graph";
import { ancestorsOf, type Dataflow, originOf, otherInput, readersOf } from "./onnx-hooks-dataflow.ts";

/** How a network reads its tokens. */
export type Embedding = {
  /** The rows of the embedding table that the tokens choose. */
  readonly embed: string;
  /** The same after scaling and positions were added: where the residual stream begins. */
  readonly sum: string;
  /** Rows of the embedding table; null where it isn't a constant. */
  readonly numTokens: number | null;
  /** Rows of the table of positions; null where none is recognised. */
  readonly numPositions: number | null;
};

/** Finds the lookup of the tokens in a table (Gather, or MatMul of one-hot rows), and what is added to it; or null. */
export function findEmbedding(flow: Dataflow, tokens: string): Embedding | null {
  for (const node of flow.nodes) {
    const table = tableOf(flow, node, tokens);
    if (table === null) continue;
    const shape = flow.constants.get(originOf(flow, table));
    const embed = node.output[0]!;
    const { sum, positions } = addPositions(flow, embed);
    const numPositions = positions === null ? null : positionRows(flow, positions, shape?.at(-1));
    return { embed, sum, numTokens: shape?.[0] ?? null, numPositions };
  }
  return null;
}

/** The table that a node looks the tokens up in, or null if it does something else. */
function tableOf(flow: Dataflow, { opType, input }: OnnxNode, tokens: string): string | null {
  if (opType === "Gather" && originOf(flow, input[1]!) === tokens) return input[0]!;
  if (opType !== "MatMul") return null;
  const rows = flow.producers.get(originOf(flow, input[0]!));
  return rows?.opType === "OneHot" && originOf(flow, rows.input[0]!) === tokens ? input[1]! : null;
}

/** Follows the embedding through products with scalars and sums with what doesn't depend on the tokens. */
function addPositions(flow: Dataflow, embed: string): { sum: string; positions: string | null } {
  let sum = embed;
  let positions: string | null = null;
  for (;;) {
    const next = readersOf(flow, sum).find((node) => {
      const other = otherInput(flow, node, sum);
      if (other === null) return false;
      if (node.opType === "Add") return !flow.tokenDependent.has(other);
      const shape = flow.constants.get(originOf(flow, other));
      return (node.opType === "Mul" || node.opType === "Div") && shape?.every((length) => length === 1);
    });
    if (!next) return { sum, positions };
    if (next.opType === "Add") positions ??= otherInput(flow, next, sum);
    sum = next.output[0]!;
  }
}

/** Rows of the table that position vectors are taken from: a constant of shape [..., rows, width]. */
function positionRows(flow: Dataflow, positions: string, width: number | undefined): number | null {
  const sources = ancestorsOf(flow, positions, new Set()).map(({ input }) => input[0] ?? "");
  for (const name of [positions, ...sources]) {
    const shape = flow.constants.get(originOf(flow, name));
    if (shape && shape.length >= 2 && shape.at(-1) === width) return shape.at(-2)!;
  }
  return null;
}
