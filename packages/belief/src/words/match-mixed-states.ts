import type { Tensor } from "@beliefscope/tensor";
import { matmul, pseudoInverse } from "@beliefscope/tensor/linalg";
import type { MixedStateTree } from "./mixed-state-tree.ts";
import { wordOf } from "./word-of.ts";

/** A gauge is fitted to so many words at most: the shortest, as a tree has them first. All are then compared. */
const FITTED = 4096;

/** A largest difference, and the first word that has it. */
export type LargestDifference = { readonly difference: number; readonly word: readonly number[] };

/** How two mixed-state trees compare, word by word. */
export type MixedStateMatch = {
  /** For each node of the first tree the node of the second that has its word, or -1, shape [node]. */
  readonly nodes: Int32Array;
  /** How many words are in both trees, and in one only. */
  readonly words: { readonly both: number; readonly firstOnly: number; readonly secondOnly: number };
  /** Of |P(w) - P'(w)|. */
  readonly probability: LargestDifference;
  /** Of any entry of b - b' (gauge "linear": of b M - b'). */
  readonly belief: LargestDifference;
  /** M, shape [state, state of the second]; null for the gauge "same". */
  readonly map: Tensor | null;
};

/**
 * Pairs the nodes of two mixed-state trees by their words, and says how far their probabilities and beliefs are apart.
 *
 *   gauge "same":    b = b'
 *   gauge "linear":  b M = b' with one matrix M for all words, fitted by least squares to the 4096 shortest
 *
 * Generalized processes have a free gauge: of vectors that predict the same, any invertible linear image does too. Say
 * "linear" for these, and look at `map`; for hidden states that are only numbered anew it is a permutation.
 *
 * @param first A tree of `mixedStateTree` or `mixedStateTreeFromNpz`.
 * @param second Another one.
 * @param options.gauge Default "same".
 * @throws RangeError if the trees have other numbers of states (gauge "same"), or no more words in common than the first has
 *   states (gauge "linear": a map would always fit).
 * @example
 * const ours = mixedStateTree(mess3(), { depth: 4 });
 * const theirs = mixedStateTreeFromNpz(mixedStateTreeToNpz(mixedStateTree(mess3(), { depth: 3 })));
 * const { words, belief } = matchMixedStates(ours, theirs);
 * words; // => { both: 40, firstOnly: 81, secondOnly: 0 }
 * belief.difference; // => 0
 */
export function matchMixedStates(
  first: MixedStateTree,
  second: MixedStateTree,
  options: { readonly gauge?: "same" | "linear" } = {},
): MixedStateMatch {
  const { gauge = "same" } = options;
  if ((gauge as unknown) !== "same" && (gauge as unknown) !== "linear") {
    throw new RangeError(`matchMixedStates: gauge must be "same" or "linear", got ${JSON.stringify(gauge)}`);
  }
  const [n, m] = [first.beliefs.shape[1]!, second.beliefs.shape[1]!];
  const nodes = pairByWord(first, second);
  const paired = [...nodes.keys()].filter((node) => nodes[node]! >= 0);
  if (gauge === "same" && n !== m) {
    throw new RangeError(`matchMixedStates: second must have ${n} states like first, got ${m}`);
  }
  if (gauge === "linear" && paired.length <= n) {
    throw new RangeError(
      `matchMixedStates: trees must have more words in common than first has states for a linear gauge, got ${paired.length} and ${n}`,
    );
  }
  const map = gauge === "linear" ? fitMap(first, second, nodes, paired.slice(0, FITTED)) : null;
  const mapped = map ? matmul(first.beliefs, map).data : first.beliefs.data;
  const largest = (of: (node: number) => number): LargestDifference => {
    let [difference, where] = [0, 0];
    for (const node of paired) {
      const here = of(node);
      if (here > difference) [difference, where] = [here, node];
    }
    return { difference, word: wordOf(first, where) };
  };
  return {
    nodes,
    words: {
      both: paired.length,
      firstOnly: nodes.length - paired.length,
      secondOnly: second.parent.length - paired.length,
    },
    probability: largest((node) => Math.abs(first.probability[node]! - second.probability[nodes[node]!]!)),
    belief: largest((node) => {
      let most = 0;
      for (let state = 0; state < m; state++) {
        const difference = mapped[node * m + state]! - second.beliefs.data[nodes[node]! * m + state]!;
        most = Math.max(most, Math.abs(difference));
      }
      return most;
    }),
    map,
  };
}

/** For each node of the first tree the one of the second with its word, or -1: the child, by its token, of the parent's. */
function pairByWord(first: MixedStateTree, second: MixedStateTree): Int32Array {
  const firstChild = new Int32Array(second.parent.length).fill(-1); // children of a node are neighbours
  for (let node = second.parent.length - 1; node > 0; node--) firstChild[second.parent[node]!] = node;
  const nodes = new Int32Array(first.parent.length).fill(-1);
  nodes[0] = 0;
  for (let node = 1; node < nodes.length; node++) {
    const parent = nodes[first.parent[node]!]!;
    if (parent < 0) continue;
    for (let child = firstChild[parent]!; child >= 0 && second.parent[child] === parent; child++) {
      if (second.token[child] === first.token[node]) nodes[node] = child;
    }
  }
  return nodes;
}

/** M of the least-squares fit of b M to b'. */
function fitMap(first: MixedStateTree, second: MixedStateTree, nodes: Int32Array, paired: readonly number[]): Tensor {
  const rowsOf = ({ shape, data }: Tensor, picked: readonly number[]): Tensor => {
    const width = shape[1]!;
    const rows = new Float64Array(picked.length * width);
    picked.forEach((node, i) => {
      rows.set(data.subarray(node * width, (node + 1) * width), i * width);
    });
    return { shape: [picked.length, width], data: rows };
  };
  const theirs = paired.map((node) => nodes[node]!);
  return matmul(pseudoInverse(rowsOf(first.beliefs, paired)), rowsOf(second.beliefs, theirs));
}
