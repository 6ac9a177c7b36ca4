import type { PredictionTask } from "./prediction-task.ts";

/** The tree of prefixes, as far as sums over it need to know. */
export type PrefixTree = Pick<PredictionTask, "numTokens" | "levelStart" | "parent" | "lastToken">;

/**
 * Adds up one row of a table for each token of a prefix, for all prefixes of up to a length at once. Prefixes share the
 * sums of what they have in common: one addition a node, whatever its length. Any linear model of one-hot tokens, a fixed
 * attention pattern too, is such a table for each length.
 *
 *   sums[node] = sums[parent] + table[position, lastToken] = sums[0] + sum_s table[s, token_s]
 *
 * @param length Of the longest prefixes, at least 1.
 * @param table Shape [position, token, width].
 * @param sums Receives the sums, shape [node, width]; row 0, that of the empty prefix, is given.
 */
export function prefixSums(
  tree: PrefixTree,
  length: number,
  table: Float64Array,
  width: number,
  sums: Float64Array,
): void {
  const { numTokens, levelStart, parent, lastToken } = tree;
  for (let level = 1; level <= length; level++) {
    const position = (level - 1) * numTokens;
    for (let node = levelStart[level]!; node < levelStart[level + 1]!; node++) {
      const row = (position + lastToken[node]!) * width;
      const above = parent[node]! * width;
      const at = node * width;
      for (let i = 0; i < width; i++) sums[at + i] = sums[above + i]! + table[row + i]!;
    }
  }
}

/**
 * The gradient of `prefixSums` with respect to its table, given that with respect to the sums of the longest prefixes.
 *
 * @param length Of the prefixes whose sums were used.
 * @param gradient By node, shape [node, width]; read at the nodes of this length, overwritten at shorter
 *   ones. Row 0 then holds the gradient with respect to `sums[0]`.
 * @param tableGradient Receives the gradient, shape [position, token, width].
 */
export function pullBackPrefixSums(
  tree: PrefixTree,
  length: number,
  gradient: Float64Array,
  width: number,
  tableGradient: Float64Array,
): void {
  const { numTokens, levelStart, parent, lastToken } = tree;
  tableGradient.fill(0, 0, length * numTokens * width);
  gradient.fill(0, 0, levelStart[length]! * width);
  for (let level = length; level >= 1; level--) {
    const position = (level - 1) * numTokens;
    for (let node = levelStart[level]!; node < levelStart[level + 1]!; node++) {
      const row = (position + lastToken[node]!) * width;
      const above = parent[node]! * width;
      const at = node * width;
      for (let i = 0; i < width; i++) {
        const value = gradient[at + i]!;
        tableGradient[row + i]! += value;
        gradient[above + i]! += value;
      }
    }
  }
}
