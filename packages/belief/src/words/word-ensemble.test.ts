import { circle3, even, fanizza, type Hmm, mess3, randomHmm, wordProbability } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { filterBeliefs, sampledEnsemble, wordEnsemble, type WordEnsemble } from "../index.ts";

/** The tokens of a node, read up its parents. */
function wordOf({ prefixes }: WordEnsemble, node: number): number[] {
  return node === 0 ? [] : [...wordOf({ prefixes } as WordEnsemble, prefixes.parent[node]!), prefixes.lastToken[node]!];
}

/** What holds for exact and sampled ensembles alike. */
function expectConsistent(hmm: Hmm, ensemble: WordEnsemble): void {
  const { words, prefixes, length } = ensemble;
  const n = hmm.numStates;
  const { beliefs } = filterBeliefs(hmm, words);
  expect(prefixes.beliefs.data.slice(0, n)).toEqual(hmm.initialBelief);
  for (let k = 0; k <= length; k++) {
    let total = 0;
    for (let node = prefixes.levelStart[k]!; node < prefixes.levelStart[k + 1]!; node++) {
      total += prefixes.probability[node]!;
      expect(prefixes.length[node]).toBe(k);
      const row = prefixes.wordIndex[node]! * length;
      expect(wordOf(ensemble, node)).toEqual(Array.from(words.data.subarray(row, row + k)));
      if (k > 0) {
        const start = (row + k - 1) * n;
        const filtered = beliefs.data.subarray(start, start + n);
        expect(prefixes.beliefs.data.subarray(node * n, (node + 1) * n)).toBeCloseToArray(filtered, { atol: 1e-14 });
      }
    }
    expect(total).toBeCloseTo(1, 12);
  }
  expect(prefixes.levelStart[length + 1]).toBe(prefixes.parent.length);
}

describe("wordEnsemble(hmm, length)", () => {
  it("pairs every node with its word, position, belief and exact probability", () => {
    for (const hmm of [circle3(), even(), randomHmm({ n: 4, v: 2, seed: 8 }), fanizza()]) {
      const ensemble = wordEnsemble(hmm, 4);
      expectConsistent(hmm, ensemble);
      expect(ensemble).toMatchObject({ kind: "exact", length: 4, numTokens: hmm.numTokens });
      ensemble.prefixes.probability.forEach((p, node) => {
        expect(p).toBeCloseTo(wordProbability(hmm, wordOf(ensemble, node)), 13);
      });
    }
  });

  it("lists the possible words in lexicographic order, each once, and points each prefix to its first", () => {
    const { words, prefixes } = wordEnsemble(even({ p: 0.5 }), 3);
    expect(words).toEqual({ shape: [7, 3], data: Int32Array.from("000001011100101110111", Number) }); // no 010
    // (empty), 0, 1, 00, 01, 10, 11, then the words themselves
    expect([...prefixes.wordIndex]).toEqual([0, 0, 3, 0, 2, 3, 5, 0, 1, 2, 3, 4, 5, 6]);
    expect([...prefixes.levelStart]).toEqual([0, 1, 3, 7, 14]);
  });

  it("has 88 573 prefixes for mess3 and ten tokens", () => {
    expect(wordEnsemble(mess3(), 10).prefixes.parent).toHaveLength(88_573);
  });

  it("of length 0 is the empty word", () => {
    const { words, prefixes } = wordEnsemble(mess3(), 0);
    expect(words.shape).toEqual([1, 0]);
    expect([...prefixes.wordIndex, ...prefixes.parent, ...prefixes.lastToken, ...prefixes.probability]).toEqual([
      0, -1, -1, 1,
    ]);
  });

  it("refuses lengths with too many words, and says the largest that fits", () => {
    expect(() => wordEnsemble(mess3(), 20)).toThrow(
      "wordEnsemble: length must be at most 13 for at most 2000000 words, got 20",
    );
    expect(() => wordEnsemble(even(), 9, { maxWords: 7 })).toThrow(
      "length must be at most 3 for at most 7 words, got 9",
    );
    expect(() => wordEnsemble(mess3(), 1.5)).toThrow("wordEnsemble: length must be a non-negative integer, got 1.5");
  });
});

describe("sampledEnsemble(hmm, {length, numWords, random})", () => {
  it("has the shape of the exact one: every position of every word is a node of weight 1/numWords", () => {
    const hmm = circle3();
    const ensemble = sampledEnsemble(hmm, { length: 4, numWords: 30, random: createRandom(1) });
    expectConsistent(hmm, ensemble);
    expect(ensemble.kind).toBe("sampled");
    expect(ensemble.prefixes.parent).toHaveLength(121);
    expect(ensemble.prefixes.probability.subarray(1).every((p) => p === 1 / 30)).toBe(true);
  });

  it("tends to the exact one: the mean belief after two tokens starting with 0", () => {
    const hmm = randomHmm({ n: 3, v: 2, seed: 6 });
    const share = ({ prefixes }: WordEnsemble): number =>
      prefixes.parent.reduce((sum, parent, node) => {
        const counts = prefixes.length[node] === 2 && prefixes.lastToken[parent] === 0;
        return counts ? sum + prefixes.probability[node]! * prefixes.beliefs.data[node * 3 + 2]! : sum;
      }, 0);
    const sampled = share(sampledEnsemble(hmm, { length: 3, numWords: 40_000, random: createRandom(3) }));
    expect(Math.abs(sampled - share(wordEnsemble(hmm, 3)))).toBeLessThan(4 * (0.5 / Math.sqrt(40_000)));
  });

  it("needs at least one word of one token", () => {
    const random = createRandom(1);
    expect(() => sampledEnsemble(circle3(), { length: 0, numWords: 1, random })).toThrow(
      "sampledEnsemble: length must be a positive integer, got 0",
    );
  });
});
