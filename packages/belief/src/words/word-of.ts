import type { MixedStateTree } from "./mixed-state-tree.ts";

/** The word of a node, its tokens from the first on. */
export function wordOf({ parent, token }: Pick<MixedStateTree, "parent" | "token">, node: number): number[] {
  const word: number[] = [];
  for (let at = node; at > 0; at = parent[at]!) word.push(token[at]!);
  return word.reverse();
}
