import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { probeFolds } from "./probe-folds.ts";

/** All words of length 1 to `length`, newest token first, -1 where shorter. */
function allWords(numTokens: number, length: number): { shape: number[]; data: Int32Array } {
  const words: number[][] = [];
  let level: number[][] = [[]];
  for (let k = 1; k <= length; k++) {
    level = level.flatMap((word) => Array.from({ length: numTokens }, (_, token) => [token, ...word]));
    words.push(...level.map((word) => [...word, ...new Array<number>(length - k).fill(-1)]));
  }
  return { shape: [words.length, length], data: Int32Array.from(words.flat()) };
}

const tokensByLag = allWords(3, 5);
const rows = tokensByLag.shape[0]!;
const random = createRandom(1);
const distinct = Float64Array.from({ length: rows }, () => random.uniform());

/** The folds of each group of rows that the key makes. */
function foldsByKey(folds: Int32Array, key: (row: number) => unknown): Set<number>[] {
  const groups = new Map<unknown, Set<number>>();
  folds.forEach((fold, row) => {
    const group = groups.get(key(row)) ?? new Set();
    groups.set(key(row), group.add(fold));
  });
  return [...groups.values()];
}

describe("probeFolds({ tokensByLag, targets })", () => {
  it("holds out words by their last two tokens, a missing one counting as a symbol", () => {
    const { folds, numFolds, rule, distinctTargets } = probeFolds({
      tokensByLag,
      targets: { shape: [rows, 1], data: distinct },
    });
    expect([rule, numFolds, distinctTargets]).toEqual(["lastTwoTokens", 12, rows]);
    const cells = foldsByKey(folds, (row) => tokensByLag.data.subarray(row * 5, row * 5 + 2).join());
    expect(cells.map((cell) => cell.size)).toEqual(new Array<number>(12).fill(1));
    expect(new Set(cells.flatMap((cell) => [...cell])).size).toBe(12);
  });

  it("puts words with equal targets into one fold, also where rounding would part them", () => {
    const targets = distinct.slice();
    const [a, b] = [50, 300]; // words of different last tokens
    targets[a] = 0.5 - 1e-16;
    targets[b] = 0.5 + 5e-10;
    const { folds, numFolds } = probeFolds({ tokensByLag, targets: { shape: [rows, 1], data: targets } });
    expect(tokensByLag.data[a * 5]).not.toBe(tokensByLag.data[b * 5]);
    expect(folds[a]).toBe(folds[b]);
    expect(numFolds).toBe(11);
  });

  it("leaves out whole target classes where fewer than 100 targets differ", () => {
    const targets = { shape: [rows, 2], data: Float64Array.from({ length: rows * 2 }, (_, i) => (i * i) % 7) };
    const { folds, numFolds, rule, distinctTargets } = probeFolds({ tokensByLag, targets });
    expect(rule).toBe("targetClass");
    expect(numFolds).toBe(distinctTargets);
    const classes = foldsByKey(folds, (row) => targets.data.subarray(row * 2, row * 2 + 2).join());
    expect(classes.length).toBe(distinctTargets);
    expect(classes.every((folds) => folds.size === 1)).toBe(true);
  });

  it("deals target classes out to 20 folds where equal targets chain all words together", () => {
    const targets = distinct.map((value, row) => (row % 2 ? distinct[(row * 7) % 100]! : value));
    const { folds, numFolds, rule } = probeFolds({ tokensByLag, targets: { shape: [rows, 1], data: targets } });
    expect([rule, numFolds]).toEqual(["targetClassGroups", 20]);
    expect(foldsByKey(folds, (row) => targets[row]).every((group) => group.size === 1)).toBe(true);
    const sizes = foldsByKey(Int32Array.from(folds.keys()), (row) => folds[row]).map((group) => group.size);
    expect(Math.max(...sizes)).toBeLessThan(1.5 * (rows / 20));
  });

  it("never makes a single fold", () => {
    const targets = { shape: [rows, 1], data: new Float64Array(rows).fill(0.25) };
    expect(probeFolds({ tokensByLag, targets })).toMatchObject({
      numFolds: 2,
      rule: "targetClass",
      distinctTargets: 1,
    });
  });

  it("names rows that do not fit", () => {
    expect(() => probeFolds({ tokensByLag, targets: { shape: [2, 1], data: Float64Array.of(0, 1) } })).toThrow(
      /^probeFolds: tokensByLag and targets must share their rows, two or more, got \[363, 5\] and \[2, 1\]$/,
    );
  });
});
