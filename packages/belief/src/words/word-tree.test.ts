import { circle3, createHmm, even, fanizza, type Hmm, mess3, randomHmm, wordProbability } from "@beliefscope/hmm-core";
import { arbitraryHmm, jointByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordEnsemble, wordTree } from "../index.ts";

/** The tokens of a node, read off its number. */
function wordOf(levelStart: Int32Array, numTokens: number, node: number): number[] {
  const length = levelStart.findLastIndex((start) => start <= node);
  return Array.from(
    { length },
    (_, k) => Math.floor((node - levelStart[length]!) / numTokens ** (length - 1 - k)) % numTokens,
  );
}

/** Compares each node with the sum over all hidden paths of its word. */
function expectHiddenPaths(hmm: Hmm, length: number): void {
  const n = hmm.numStates;
  const { levelStart, probability, beliefs } = wordTree(hmm, length);
  expect(beliefs.shape).toEqual([probability.length, n]);
  expect(levelStart[length + 1]).toBe(probability.length);
  probability.forEach((p, node) => {
    const joint = jointByHiddenPaths(hmm, wordOf(levelStart, hmm.numTokens, node));
    const total = joint.reduce((sum, entry) => sum + entry, 0);
    expect([p]).toBeCloseToArray([total], { rtol: 1e-12 });
    expect(beliefs.data.subarray(node * n, (node + 1) * n)).toBeCloseToArray(
      joint.map((entry) => (total > 0 ? entry / total : 0)),
      { atol: 1e-12 },
    );
  });
}

describe("wordTree(hmm, length)", () => {
  it("numbers words in base V: each node is the sum over all hidden paths of its word", () => {
    for (const [n, v] of [
      [1, 3],
      [2, 2],
      [2, 3],
      [3, 2],
      [4, 3],
      [5, 1],
    ] as const) {
      expectHiddenPaths(randomHmm({ n, v, temperature: 2, seed: n }), 4);
    }
    expectHiddenPaths(circle3(), 5);
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true }), (hmm) => expectHiddenPaths(hmm, 3)),
      { seed: 1, numRuns: 30 },
    );
  });

  it("holds the words of wordEnsemble, in the same order, and zeros for all others; signed processes too", () => {
    const twoWay = createHmm({ labeledTransitions: [[[0, 0], [1, 0]], [[0, 1], [0, 0]]] }); // prettier-ignore
    for (const hmm of [even(), fanizza(), twoWay, randomHmm({ n: 3, v: 2, seed: 3 })]) {
      const n = hmm.numStates;
      const { levelStart, probability, beliefs } = wordTree(hmm, 6);
      const { prefixes } = wordEnsemble(hmm, 6);
      const possible = [...probability.keys()].filter((node) => probability[node]! > 0);
      expect(Array.from(possible, (node) => probability[node]!)).toBeCloseToArray(prefixes.probability, {
        rtol: 1e-12,
      });
      expect(possible.flatMap((node) => [...beliefs.data.subarray(node * n, (node + 1) * n)])).toBeCloseToArray(
        prefixes.beliefs.data,
        { atol: 1e-12 },
      );
      expect(possible.map((node) => wordOf(levelStart, hmm.numTokens, node).length)).toEqual([...prefixes.length]);
      probability.forEach((p, node) => {
        if (p === 0) expect(beliefs.data.subarray(node * n, (node + 1) * n)).toEqual(new Float64Array(n));
      });
    }
  });

  it("sums to 1 over each length, and each word to its extensions", () => {
    const hmm = mess3({ x: 0.05, a: 0.85 });
    const { levelStart, probability } = wordTree(hmm, 9);
    for (let k = 0; k < 9; k++) {
      const level = probability.subarray(levelStart[k], levelStart[k + 1]);
      expect(level.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      const next = levelStart[k + 1]!;
      const sums = level.map((_, word) => wordSum(probability, next + 3 * word));
      expect(sums).toBeCloseToArray(level, { rtol: 1e-12 });
    }
    expect(probability[levelStart[9]! + 5]).toBeCloseTo(wordProbability(hmm, [0, 0, 0, 0, 0, 0, 0, 1, 2]), 15);
  });

  it("takes words less probable than 2.3e-308 for impossible, and never gives NaN", () => {
    for (const [n, rare] of [
      [1, 1e-160],
      [2, 1e-160],
      [3, 5e-324],
      [4, 1e-320],
    ] as const) {
      const matrix = (p: number): number[][] =>
        Array.from({ length: n }, (_, from) => Array.from({ length: n }, (_, to) => (from === to ? p : 0)));
      const hmm = createHmm({
        labeledTransitions: [matrix(1 - rare), matrix(rare)],
        initialBelief: new Array<number>(n).fill(1 / n),
      });
      const { probability, beliefs } = wordTree(hmm, 2);
      expect(probability[6]).toBe(0);
      expect([...beliefs.data.subarray(6 * n)]).toEqual(new Array(n).fill(0));
      expect([...probability, ...beliefs.data].every(Number.isFinite)).toBe(true);
    }
  });

  it("writes into a tree of the same size, and leaves nothing of what it held", () => {
    for (const [hmm, other] of [
      [even(), randomHmm({ n: 2, v: 2, seed: 1 })],
      [randomHmm({ n: 3, v: 2, seed: 1 }), randomHmm({ n: 3, v: 2, seed: 2 })],
      [randomHmm({ n: 5, v: 2, seed: 1 }), randomHmm({ n: 5, v: 2, seed: 2 })],
      [fanizza(), randomHmm({ n: fanizza().numStates, v: fanizza().numTokens, seed: 2 })],
    ] as const) {
      const into = wordTree(other, 4);
      const { probability, beliefs } = wordTree(hmm, 4, { into });
      expect(probability).toBe(into.probability);
      expect([probability, beliefs]).toEqual([wordTree(hmm, 4).probability, wordTree(hmm, 4).beliefs]);
    }
    expect(() => wordTree(even(), 3, { into: wordTree(even(), 4) })).toThrow(
      "wordTree: beliefs of into must have shape [15, 2], got [31, 2]",
    );
  });

  it("of length 0 is the empty word", () => {
    const { levelStart, probability, beliefs } = wordTree(circle3(), 0);
    expect([...levelStart, ...probability]).toEqual([0, 1, 1]);
    expect(beliefs.data).toEqual(circle3().initialBelief);
  });

  it("refuses lengths that take more than 1 GiB, and says the largest that fits", () => {
    expect(() => wordTree(mess3(), 17)).toThrow(
      "wordTree: length must be at most 15 for arrays of at most 1 GiB, got 17",
    );
    expect(() => wordTree(mess3(), 1e5)).toThrow("length must be at most 15");
    expect(() => wordTree(mess3(), -1)).toThrow("wordTree: length must be a non-negative integer, got -1");
  });
});

function wordSum(probability: Float64Array, first: number): number {
  return probability[first]! + probability[first + 1]! + probability[first + 2]!;
}
