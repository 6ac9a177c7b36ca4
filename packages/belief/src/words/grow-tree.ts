import { forwardStep, type Hmm, refuseNegative } from "@beliefscope/hmm-core";
import type { MixedStateTree } from "./mixed-state-tree.ts";

/** One depth's nodes while the tree grows. */
type Level = {
  parent: Int32Array;
  token: Int32Array;
  probability: Float64Array;
  beliefs: Float64Array;
  lostMass: number;
};

/** Of all beliefs: 1 GiB. */
const MAX_ENTRIES = 2 ** 27;

/** How far a tree may grow. */
type Growth = {
  readonly depth: number;
  /** At one depth. */
  readonly maxNodes: number;
  /** Less probable words are left out. */
  readonly minProbability: number;
};

/**
 * Grows the tree of all words from the initial belief, one step of the forward recursion for each node.
 *
 * @returns The tree, or, if some depth has more than `maxNodes` nodes or the beliefs take more than 1 GiB, the largest depth that fits.
 */
export function growTree(hmm: Hmm, growth: Growth): MixedStateTree | number {
  const levels: Level[] = [
    {
      parent: Int32Array.of(-1),
      token: Int32Array.of(-1),
      probability: Float64Array.of(1),
      beliefs: hmm.initialBelief,
      lostMass: 0,
    },
  ];
  let levelBegin = 0; // node index of the last level's first node
  for (let k = 1; k <= growth.depth; k++) {
    const last = levels[k - 1]!;
    const next = growLevel(hmm, last, levelBegin, growth);
    if (next === null) return k - 1;
    const numNodes = levelBegin + last.probability.length + next.probability.length;
    if (numNodes * hmm.numStates > MAX_ENTRIES) return k - 1;
    levelBegin += last.probability.length;
    levels.push(next);
  }
  return assemble(hmm, levels);
}

/** The nodes one token longer, or null if there are more than `maxNodes` of them. */
function growLevel(hmm: Hmm, level: Level, levelBegin: number, growth: Growth): Level | null {
  const { numTokens, numStates } = hmm;
  const { maxNodes, minProbability } = growth;
  const capacity = Math.min(level.probability.length * numTokens, maxNodes, Math.floor(MAX_ENTRIES / numStates));
  const parent = new Int32Array(capacity);
  const token = new Int32Array(capacity);
  const probability = new Float64Array(capacity);
  const beliefs = new Float64Array((capacity + 1) * numStates); // one spare row, for the step that may come to nothing
  let lostMass = level.lostMass;
  let count = 0;
  for (let node = 0; node < level.probability.length; node++) {
    for (let x = 0; x < numTokens; x++) {
      const conditional = forwardStep(hmm, level.beliefs, node * numStates, x, beliefs, count * numStates);
      const joint = level.probability[node]! * conditional;
      if (conditional <= 0) {
        refuseNegative(hmm, joint);
        continue;
      }
      if (joint < minProbability) {
        lostMass += joint;
        continue;
      }
      if (count === capacity) return null;
      parent[count] = levelBegin + node;
      token[count] = x;
      probability[count] = joint;
      count++;
    }
  }
  return {
    parent: parent.subarray(0, count),
    token: token.subarray(0, count),
    probability: probability.subarray(0, count),
    beliefs: beliefs.subarray(0, count * numStates),
    lostMass,
  };
}

function assemble(hmm: Hmm, levels: readonly Level[]): MixedStateTree {
  const { numStates } = hmm;
  const levelStart = new Int32Array(levels.length + 1);
  levels.forEach((level, k) => {
    levelStart[k + 1] = levelStart[k]! + level.probability.length;
  });
  const numNodes = levelStart[levels.length]!;
  const depth = new Int32Array(numNodes);
  const parent = new Int32Array(numNodes);
  const token = new Int32Array(numNodes);
  const probability = new Float64Array(numNodes);
  const beliefs = new Float64Array(numNodes * numStates);
  levels.forEach((level, k) => {
    const start = levelStart[k]!;
    depth.fill(k, start, levelStart[k + 1]);
    parent.set(level.parent, start);
    token.set(level.token, start);
    probability.set(level.probability, start);
    beliefs.set(level.beliefs, start * numStates);
  });
  return {
    levelStart,
    depth,
    parent,
    token,
    probability,
    beliefs: { shape: [numNodes, numStates], data: beliefs },
    lostMass: Float64Array.from(levels, (level) => level.lostMass),
  };
}
