import { circle3, even, fanizza, goldenMean, mess3, randomHmm, wordProbability } from "@beliefscope/hmm-core";
import { jointByHiddenPaths } from "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { mixedStateTree, type MixedStateTree, wordEnsemble } from "../index.ts";

function wordOf(tree: MixedStateTree, node: number): number[] {
  return node === 0 ? [] : [...wordOf(tree, tree.parent[node]!), tree.token[node]!];
}

describe("mixedStateTree(hmm, {depth, minProbability})", () => {
  it("gives every possible word with its probability and belief, by brute force over hidden paths", () => {
    for (const hmm of [circle3(), even(), randomHmm({ n: 3, v: 2, seed: 4 })]) {
      const tree = mixedStateTree(hmm, { depth: 5 });
      for (let node = 0; node < tree.parent.length; node++) {
        const word = wordOf(tree, node);
        const joint = jointByHiddenPaths(hmm, word);
        const probability = joint.reduce((sum, p) => sum + p, 0);
        expect(tree.depth[node]).toBe(word.length);
        expect(tree.probability[node]).toBeCloseTo(probability, 13);
        const belief = tree.beliefs.data.subarray(node * hmm.numStates, (node + 1) * hmm.numStates);
        expect(belief).toBeCloseToArray(
          joint.map((p) => p / probability),
          { atol: 1e-12 },
        );
      }
      expect([...tree.lostMass]).toEqual([0, 0, 0, 0, 0, 0]);
    }
  });

  it("is the tree of the word ensemble", () => {
    const { prefixes } = wordEnsemble(fanizza(), 6);
    const { token, depth, levelStart, parent, probability, beliefs } = mixedStateTree(fanizza(), { depth: 6 });
    expect({ lastToken: token, length: depth, levelStart, parent, probability, beliefs }).toEqual({
      lastToken: prefixes.lastToken,
      length: prefixes.length,
      levelStart: prefixes.levelStart,
      parent: prefixes.parent,
      probability: prefixes.probability,
      beliefs: prefixes.beliefs,
    });
  });

  it("leaves out exactly the words below minProbability, and says what they weigh", () => {
    const hmm = circle3();
    const minProbability = 0.004;
    const all = mixedStateTree(hmm, { depth: 6 });
    const pruned = mixedStateTree(hmm, { depth: 6, minProbability });
    const words = (tree: MixedStateTree): string[] =>
      Array.from(tree.parent, (_, node) => wordOf(tree, node).join("")).filter(
        (word) => wordProbability(hmm, Array.from(word, Number)) >= minProbability,
      );
    expect(words(pruned)).toHaveLength(pruned.parent.length);
    expect(words(pruned)).toEqual(words(all));
    pruned.lostMass.forEach((lost, k) => {
      const kept = pruned.probability
        .subarray(pruned.levelStart[k], pruned.levelStart[k + 1])
        .reduce((sum, p) => sum + p, 0);
      expect(kept + lost).toBeCloseTo(1, 13);
    });
    expect(pruned.lostMass[6]).toBeGreaterThan(0.1);
  });

  it("may lose everything", () => {
    const tree = mixedStateTree(mess3(), { depth: 3, minProbability: 0.5 });
    expect([...tree.levelStart]).toEqual([0, 1, 1, 1, 1]);
    expect(tree.lostMass).toBeCloseToArray([0, 1, 1, 1], { atol: 1e-15 });
  });

  it("refuses depths with too many nodes, and says the largest that fits", () => {
    expect(() => mixedStateTree(mess3(), { depth: 20 })).toThrow(
      "mixedStateTree: depth must be at most 13 for at most 2000000 nodes, got 20",
    );
    expect(() => mixedStateTree(goldenMean(), { depth: -1 })).toThrow("depth must be a non-negative integer, got -1");
    expect(() => mixedStateTree(goldenMean(), { depth: 1, minProbability: NaN })).toThrow(
      "minProbability must be in [0, 1], got NaN",
    );
  }, 30_000);
});
