import { circle3, even, fanizza, goldenMean, type Hmm, mess3, moon, randomHmm } from "@beliefscope/hmm-core";
import { createTensor, type Tensor, type TensorData } from "@beliefscope/tensor";
import { decodeNpz, encodeNpz, FileFormatError } from "@beliefscope/tensor/files";
import "@beliefscope/testkit";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  matchMixedStates,
  mixedStateTree,
  type MixedStateTree,
  mixedStateTreeFromNpz,
  mixedStateTreeToNpz,
} from "../index.ts";
import { wordOf } from "./word-of.ts";

/** Written by numpy: golden mean, p = 1/2, depth 2, with the nodes out of order. */
const fixture = new Uint8Array(
  readFileSync(new URL("../../../tensor/src/files/fixtures/mixed-state-tree.npz", import.meta.url)),
);

/** A tree as a depth-first search writes it: 32 bits, padded with zeros, spare rows, impossible words without beliefs. */
function asOthersWrite(hmm: Hmm, depth: number, gauge?: (belief: readonly number[]) => number[]): Uint8Array {
  const { numTokens, numStates: n, labeledTransitions: T, rightVector } = hmm;
  const rows: { word: number[]; probability: number; belief: number[] }[] = [];
  const stack = [{ word: [] as number[], vector: Array.from(hmm.initialBelief) }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { word, vector } = top;
    const probability = vector.reduce((sum, entry, i) => sum + entry * (rightVector?.[i] ?? 1), 0);
    const belief = vector.map((entry) => entry / probability);
    rows.push({ word, probability, belief: gauge ? gauge(belief) : belief });
    for (let token = 0; word.length < depth && token < numTokens; token++) {
      const next = vector.map((_, to) =>
        vector.reduce((sum, entry, from) => sum + entry * T[(token * n + from) * n + to]!, 0),
      );
      stack.push({ word: [...word, token], vector: next });
    }
  }
  const spare = 3;
  const padded = <T>(values: T[][], rest: T[]): T[] => [...values, ...Array.from({ length: spare }, () => rest)].flat();
  const total = rows.length + spare;
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);
  return encodeNpz({
    sequences: createTensor(
      Int32Array.from(padded(rows.map(({ word }) => [...word, ...zeros(depth - word.length)]), zeros(depth))),
      [total, depth],
    ),
    sequence_lengths: createTensor(Int32Array.from(padded(rows.map(({ word }) => [word.length]), [0])), [total]),
    belief_states: createTensor(Float32Array.from(padded(rows.map(({ belief }) => belief), zeros(n))), [total, n]),
    probabilities: createTensor(Float32Array.from(padded(rows.map(({ probability: p }) => [p]), [0])), [total]),
    size: createTensor(Int32Array.of(rows.length), []),
  }); // prettier-ignore
}

describe("mixedStateTreeFromNpz(bytes)", () => {
  it("reads what numpy wrote, nodes in their own order", () => {
    const tree = mixedStateTreeFromNpz(fixture);
    expect(tree.token).toEqual(Int32Array.of(-1, 0, 1, 0, 1, 0));
    expect(tree.parent).toEqual(Int32Array.of(-1, 0, 0, 1, 1, 2));
    const ours = mixedStateTree(goldenMean({ p: 0.5 }), { depth: 2 });
    const { words, probability, belief } = matchMixedStates(ours, tree);
    expect(words).toEqual({ both: 6, firstOnly: 0, secondOnly: 0 });
    expect(probability.difference).toBeLessThan(1e-15);
    expect(belief.difference).toBeLessThan(1e-15);
  });

  it("reads trees of a depth-first search in 32 bits: spare rows, zeros as padding, impossible words without beliefs", () => {
    for (const hmm of [even({ p: 0.3 }), circle3(), randomHmm({ n: 4, v: 2, seed: 5 })]) {
      const ours = mixedStateTree(hmm, { depth: 5 });
      const theirs = mixedStateTreeFromNpz(asOthersWrite(hmm, 5));
      expect(theirs).toMatchObject({
        levelStart: ours.levelStart,
        depth: ours.depth,
        parent: ours.parent,
        token: ours.token,
        lostMass: ours.lostMass,
      });
      expect(theirs.probability).toBeCloseToArray(ours.probability, { atol: 1e-7 });
      expect(theirs.beliefs.data).toBeCloseToArray(ours.beliefs.data, { atol: 1e-6 });
    }
  });

  it("gives back what mixedStateTreeToNpz wrote, bit by bit, also pruned trees and the mass they lost", () => {
    for (const hmm of [mess3(), even(), fanizza()]) {
      for (const minProbability of [0, 0.01]) {
        const tree = mixedStateTree(hmm, { depth: 5, minProbability });
        const { lostMass, ...read } = mixedStateTreeFromNpz(mixedStateTreeToNpz(tree));
        const { lostMass: expected, ...written } = tree;
        expect(read).toEqual(written);
        expect(lostMass).toBeCloseToArray(expected, { atol: 1e-9 });
      }
    }
    expect(mixedStateTreeFromNpz(mixedStateTreeToNpz(mixedStateTree(mess3(), { depth: 0 }))).depth).toHaveLength(1);
  });

  const whole = decodeNpz(fixture);
  type Arrays = Record<string, Tensor<TensorData>>;
  const changed = (name: string, change: (data: Float64Array) => void): Arrays => {
    const { shape, data } = whole[name]!;
    const copy = data.slice();
    change(copy as Float64Array);
    return { ...whole, [name]: { shape, data: copy } };
  };
  const without = (name: string): Arrays => Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name));

  it.each([
    ["a missing array", without("belief_states"), "file must hold the array belief_states, got [sequences, sequence_lengths, probabilities, size]"],
    ["tokens that are no integers", { ...whole, sequences: createTensor(new Float64Array(12), [6, 2]) }, "sequences must hold integers, got floating-point numbers"],
    ["probabilities that are integers", { ...whole, probabilities: createTensor(new Int32Array(6), [6]) }, "probabilities must hold floating-point numbers, got integers"],
    ["flat sequences", { ...whole, sequences: createTensor(new Int32Array(12), [12]) }, "sequences must have shape [node, position], got [12]"],
    ["another number of rows", { ...whole, probabilities: createTensor(new Float64Array(5), [5]) }, "probabilities must have shape [6] like sequences, got [5]"],
    ["flat beliefs", { ...whole, belief_states: createTensor(new Float64Array(6), [6]) }, "belief_states must have shape [6, state] like sequences, got [6]"],
    ["a size beyond the rows", changed("size", (data) => (data[0] = 7)), "size must be one integer in [1, 6], got [7]"],
    ["a size of none", changed("size", (data) => (data[0] = 0)), "size must be one integer in [1, 6], got [0]"],
    ["a length beyond the columns", changed("sequence_lengths", (data) => (data[3] = 3)), "sequence_lengths[3] must be in [0, 2], got 3"],
    ["a token below 0", changed("sequences", (data) => (data[6] = -1)), "sequences[3][0] must be a token, at least 0, got -1"],
    ["a probability above 1", changed("probabilities", (data) => (data[2] = 1.2)), "probabilities[2] must be in [0, 1], got 1.2"],
    ["a probability that is none", changed("probabilities", (data) => (data[2] = NaN)), "probabilities[2] must be in [0, 1], got NaN"],
    ["a belief that is none", changed("belief_states", (data) => (data[5] = Infinity)), "belief_states[2][1] must be finite, got Infinity"],
    ["a word twice", changed("sequences", (data) => data.set([0, 0], 6)), "words must differ, got [0, 0] twice"],
    ["a word without its beginning", changed("sequences", (data) => (data[2] = 2)), "words must come with the words that they continue, got [1, 0] without [1]"],
    ["no empty word", changed("probabilities", (data) => (data[0] = 0)), "words must include the empty one, got none of length 0"],
    ["an empty word of less than 1", changed("probabilities", (data) => (data[0] = 0.999)), "probabilities must be 1 for the empty word, got 0.999"],
    ["continuations that are too probable", changed("probabilities", (data) => (data[5] = 0.4)), "probabilities of the continuations of [1] must add up to at most its own 0.3333333333333333, got 0.4"],
  ] as const)("refuses %s", (_, arrays, message) => {
    expect(() => mixedStateTreeFromNpz(encodeNpz(arrays))).toThrow(new RangeError(`mixedStateTreeFromNpz: ${message}`));
  }); // prettier-ignore

  it("refuses a file that is no archive", () => {
    expect(() => mixedStateTreeFromNpz(fixture.slice(0, 500))).toThrow(FileFormatError);
  });
});

describe("matchMixedStates(first, second, {gauge})", () => {
  it("pairs by word, whatever the trees hold", () => {
    const [pruned, whole] = [mixedStateTree(circle3(), { depth: 5, minProbability: 0.01 }), mixedStateTree(circle3(), { depth: 4 })];
    for (const [first, second] of [[pruned, whole], [whole, pruned]] as [MixedStateTree, MixedStateTree][]) {
      const { nodes, words, belief, map } = matchMixedStates(first, second);
      const text = (tree: MixedStateTree): string[] => Array.from(tree.parent, (_, node) => wordOf(tree, node).join());
      const theirs = text(second);
      expect(Array.from(nodes)).toEqual(text(first).map((word) => theirs.indexOf(word)));
      expect(words.both + words.firstOnly).toBe(first.parent.length);
      expect(words.both + words.secondOnly).toBe(second.parent.length);
      expect(belief.difference).toBe(0);
      expect(map).toBeNull();
    }
  }); // prettier-ignore

  it("finds the largest difference and its word", () => {
    const tree = mixedStateTree(circle3(), { depth: 3 });
    const other = { ...tree, probability: tree.probability.slice(), beliefs: { ...tree.beliefs, data: tree.beliefs.data.slice() } };
    const node = tree.levelStart[3]! + 10; // the word of 10 in base 3
    other.probability[node]! += 0.01;
    other.beliefs.data[node * 3 + 1]! -= 0.02;
    other.beliefs.data[4]! += 0.01;
    const { probability, belief } = matchMixedStates(tree, other);
    expect(probability).toEqual({ difference: expect.closeTo(0.01, 12) as number, word: [1, 0, 1] });
    expect(belief).toEqual({ difference: expect.closeTo(0.02, 12) as number, word: [1, 0, 1] });
  }); // prettier-ignore

  it("sees through the gauge of a signed process, with the same normalisation of each vector", () => {
    const S = [[0.5, 0.2, -1, 0.3], [0.1, 1.5, 0.4, 0], [-0.7, 0.3, 0.9, 0.2], [0.6, -0.1, 0.2, 1.1]]; // prettier-ignore
    for (const hmm of [fanizza({ alpha: 1, lambda: 0.4 }), moon()]) {
      const n = hmm.numStates;
      const inGauge = (belief: readonly number[]): number[] =>
        Array.from({ length: n }, (_, j) => belief.reduce((sum, b, i) => sum + b * S[i]![j]!, 0));
      const theirs = mixedStateTreeFromNpz(asOthersWrite(hmm, 5, inGauge));
      const ours = mixedStateTree(hmm, { depth: 5 });
      const { belief, map, probability } = matchMixedStates(ours, theirs, { gauge: "linear" });
      expect(probability.difference).toBeLessThan(1e-6);
      expect(belief.difference).toBeLessThan(1e-5); // of numbers in 32 bits
      expect(map!.shape).toEqual([n, n]);
      expect(matchMixedStates(ours, theirs).belief.difference).toBeGreaterThan(0.1);
      const exact = mixedStateTree({ ...hmm, name: "same" }, { depth: 4 });
      expect(matchMixedStates(ours, exact, { gauge: "linear" }).belief.difference).toBeLessThan(1e-12);
    }
    // Another process is not the same in any gauge.
    const other = mixedStateTree(fanizza({ alpha: 1, lambda: 0.3 }), { depth: 5 });
    const ours = mixedStateTree(fanizza({ alpha: 1, lambda: 0.4 }), { depth: 5 });
    expect(matchMixedStates(ours, other, { gauge: "linear" }).belief.difference).toBeGreaterThan(0.01);
  });

  it("refuses trees that can't be compared", () => {
    const [two, three] = [mixedStateTree(even(), { depth: 3 }), mixedStateTree(mess3(), { depth: 0 })];
    expect(() => matchMixedStates(two, three)).toThrow("matchMixedStates: second must have 2 states like first, got 3");
    expect(() => matchMixedStates(three, three, { gauge: "linear" })).toThrow(
      "matchMixedStates: trees must have more words in common than first has states for a linear gauge, got 1 and 3",
    );
    expect(() => matchMixedStates(two, two, { gauge: "log" as "same" })).toThrow(
      'matchMixedStates: gauge must be "same" or "linear", got "log"',
    );
  });
});
