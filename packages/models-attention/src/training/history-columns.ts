import type { PredictionTask } from "./prediction-task.ts";

/**
 * The one-hot history of each prefix of one length, as the columns of a design matrix that hold a 1: column 0 is the
 * constant, and every pair of position and token has a column but for one token at each position, which the constant
 * stands for, and tokens that never occur there.
 */
export type HistoryColumns = {
  readonly numColumns: number;
  /** The columns of each prefix, -1 for none, shape [prefix, 1 + position]; prefix i is node levelStart[length] + i. */
  readonly columns: Int32Array;
  /** The column of each pair, -1 for none, shape [position, token]. */
  readonly columnOf: Int32Array;
};

/** The columns for all prefixes of a length. */
export function historyColumns(task: PredictionTask, length: number): HistoryColumns {
  const { numTokens, levelStart, parent, lastToken, weights } = task;
  const [first, end] = [levelStart[length]!, levelStart[length + 1]!];
  const tokens = new Int32Array((end - first) * length);
  const mass = new Float64Array(length * numTokens);
  for (let leaf = first; leaf < end; leaf++) {
    let node = leaf;
    for (let position = length - 1; position >= 0; position--) {
      tokens[(leaf - first) * length + position] = lastToken[node]!;
      mass[position * numTokens + lastToken[node]!]! += weights[leaf]!;
      node = parent[node]!;
    }
  }
  const columnOf = new Int32Array(length * numTokens).fill(-1);
  let numColumns = 1;
  for (let position = 0; position < length; position++) {
    const occurring = Array.from({ length: numTokens }, (_, token) => position * numTokens + token).filter(
      (pair) => mass[pair]! > 0,
    );
    for (const pair of occurring.slice(1)) columnOf[pair] = numColumns++;
  }
  const columns = Int32Array.from({ length: (end - first) * (length + 1) }, (_, i) => {
    const position = (i % (length + 1)) - 1;
    const prefix = Math.floor(i / (length + 1));
    return position < 0 ? 0 : columnOf[position * numTokens + tokens[prefix * length + position]!]!;
  });
  return { numColumns, columns, columnOf };
}
