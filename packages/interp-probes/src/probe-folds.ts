import type { Tensor } from "@beliefscope/tensor";
import { targetClasses } from "./target-classes.ts";

/** Which rows are held out together. */
export type ProbeFolds = {
  /** The fold of each row, shape [row]. */
  readonly folds: Int32Array;
  readonly numFolds: number;
  /**
   * - `lastTwoTokens`: words that end in the same two tokens share a fold.
   * - `targetClass`: each distinct target is a fold.
   * - `targetClassGroups`: whole target classes, dealt out to 20 folds of about equal size.
   */
  readonly rule: "lastTwoTokens" | "targetClass" | "targetClassGroups";
  /** How many targets differ by more than 1e-9. */
  readonly distinctTargets: number;
};

const MIN_DISTINCT_TARGETS = 100;
const NUM_GROUPS = 20;

/**
 * Chooses folds such that no probe can do well by remembering: a held-out word never shares its target, nor (where that
 * is possible) its last two tokens, with a word of the training set.
 *
 * Folds go by the last two tokens, a missing token counting as a symbol; folds that hold equal targets are merged.
 * With fewer than 100 distinct targets each target class is left out whole. If merging leaves more than half the rows
 * in one fold, whole target classes are dealt out to 20 folds. If all targets are equal, there is nothing to hold out
 * and rows alternate between two folds.
 *
 * @param data.tokensByLag Shape [row, lag]: column d is the token read d steps before the last one, -1 where the
 *   word is shorter. Only the first two columns are used.
 * @param data.targets Shape [row, target].
 * @returns At least two folds.
 * @throws RangeError if the rows do not fit or are fewer than two.
 * @example
 * const tokensByLag = { shape: [4, 2], data: Int32Array.of(0, -1, 1, -1, 0, 1, 0, 1) };
 * const targets = { shape: [4, 1], data: Float64Array.of(0.1, 0.9, 0.1, 0.3) };
 * const { folds, rule, distinctTargets } = probeFolds({ tokensByLag, targets });
 * [...folds, rule, distinctTargets];
 * // => [0, 1, 0, 2, "targetClass", 3]
 */
export function probeFolds({
  tokensByLag,
  targets,
}: {
  readonly tokensByLag: Tensor<Int32Array>;
  readonly targets: Tensor;
}): ProbeFolds {
  const [rows, lags] = tokensByLag.shape as [number, number];
  if (rows < 2 || lags < 1 || targets.shape[0] !== rows) {
    const got = `[${tokensByLag.shape.join(", ")}] and [${targets.shape.join(", ")}]`;
    throw new RangeError(`probeFolds: tokensByLag and targets must share their rows, two or more, got ${got}`);
  }
  const { classes, numClasses } = targetClasses(targets);
  if (numClasses === 1)
    return { ...numberFolds(classes.map((_, row) => row % 2)), rule: "targetClass", distinctTargets: 1 };
  if (numClasses < MIN_DISTINCT_TARGETS) {
    return { ...numberFolds(classes), rule: "targetClass", distinctTargets: numClasses };
  }
  const merged = numberFolds(mergeBySharedClass(lastTwoTokens(tokensByLag), classes, numClasses));
  if (Math.max(...sizes(merged.folds, merged.numFolds)) <= rows / 2) {
    return { ...merged, rule: "lastTwoTokens", distinctTargets: numClasses };
  }
  const groups = dealOut(sizes(classes, numClasses));
  const dealt = numberFolds(classes.map((targetClass) => groups[targetClass]!));
  return { ...dealt, rule: "targetClassGroups", distinctTargets: numClasses };
}

/** Renumbers labels 0, 1, … in the order of their first row. */
function numberFolds(labels: Int32Array): { folds: Int32Array; numFolds: number } {
  const numbers = new Map<number, number>();
  for (const label of labels) if (!numbers.has(label)) numbers.set(label, numbers.size);
  return { folds: labels.map((label) => numbers.get(label)!), numFolds: numbers.size };
}

/** A number for each pair of last tokens, shape [row]. */
function lastTwoTokens({ shape, data }: Tensor<Int32Array>): Int32Array {
  const [rows, lags] = shape as [number, number];
  const base = data.reduce((max, token) => Math.max(max, token), 0) + 2;
  return Int32Array.from({ length: rows }, (_, row) => {
    const previous = lags > 1 ? data[row * lags + 1]! : -1;
    return (data[row * lags]! + 1) * base + previous + 1;
  });
}

/** Unites the cells that share a target class (union-find over cells). */
function mergeBySharedClass(cells: Int32Array, classes: Int32Array, numClasses: number): Int32Array {
  const parent = new Map<number, number>();
  const root = (cell: number): number => {
    let at = cell;
    for (let up = parent.get(at); up !== undefined; up = parent.get(at)) at = up;
    return at;
  };
  const cellOfClass = new Int32Array(numClasses).fill(-1);
  cells.forEach((cell, row) => {
    const first = cellOfClass[classes[row]!]!;
    if (first === -1) cellOfClass[classes[row]!] = cell;
    else if (root(first) !== root(cell)) parent.set(root(cell), root(first));
  });
  return cells.map(root);
}

/** Deals classes out to groups, the largest first, each to the group that is smallest so far. */
function dealOut(classSizes: Int32Array): Int32Array {
  const filled = new Float64Array(NUM_GROUPS);
  const groups = new Int32Array(classSizes.length);
  for (const targetClass of Int32Array.from(classSizes.keys()).sort((a, b) => classSizes[b]! - classSizes[a]!)) {
    const group = filled.indexOf(Math.min(...filled));
    groups[targetClass] = group;
    filled[group]! += classSizes[targetClass]!;
  }
  return groups;
}

function sizes(labels: Int32Array, count: number): Int32Array {
  const result = new Int32Array(count);
  for (const label of labels) result[label]!++;
  return result;
}
