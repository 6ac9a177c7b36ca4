import { checkKind } from "@beliefscope/hmm-core";
import type { Tensor, TensorData } from "@beliefscope/tensor";
import { decodeNpz, encodeNpz } from "@beliefscope/tensor/files";
import type { MixedStateTree } from "./mixed-state-tree.ts";
import { wordOf } from "./word-of.ts";

/** How far probabilities may be from adding up, by the type in which they are written. */
const TOLERANCE = { f8: 1e-9, f4: 1e-5 };

/**
 * Writes a mixed-state tree as other libraries of computational mechanics do: an `.npz` archive of the arrays `sequences`
 * [node, depth] (-1 beyond a word's end), `sequence_lengths` [node], `belief_states` [node, state], `probabilities` [node]
 * and `size`, the number of nodes.
 *
 * @returns The bytes of the file.
 * @example
 * const tree = mixedStateTree(goldenMean({ p: 0.5 }), { depth: 3 });
 * mixedStateTreeFromNpz(mixedStateTreeToNpz(tree)).beliefs.shape; // => [11, 2]
 */
export function mixedStateTreeToNpz(tree: MixedStateTree): Uint8Array {
  const numNodes = tree.parent.length;
  const depth = tree.levelStart.length - 2;
  const sequences = new Int32Array(numNodes * depth).fill(-1);
  for (let node = 0; node < numNodes; node++) sequences.set(wordOf(tree, node), node * depth);
  return encodeNpz({
    sequences: { shape: [numNodes, depth], data: sequences },
    sequence_lengths: { shape: [numNodes], data: tree.depth },
    belief_states: tree.beliefs,
    probabilities: { shape: [numNodes], data: tree.probability },
    size: { shape: [], data: Int32Array.of(numNodes) },
  });
}

/**
 * Reads a mixed-state tree that another library wrote: the arrays of `mixedStateTreeToNpz`, nodes in any order, integers of
 * 8, 32 or 64 bits, numbers of 32 or 64. Rows from `size` on are spare and not read, nor is what lies beyond a word's end.
 * Words of probability 0 are left out (their beliefs may be anything). Pair its nodes with another tree's by
 * `matchMixedStates`.
 *
 * @param bytes The whole file.
 * @returns The tree, its nodes in the order of `mixedStateTree`; beliefs of a generalized process stay in the gauge of the file.
 *   `lostMass` is what the words of each length lack to a probability of 1.
 * @throws FileFormatError if the archive is none that `decodeNpz` reads; RangeError if an array is missing, of another type
 *   or shape, or a number is out of range; if a word comes twice, or without the word that it continues; or if the
 *   probabilities of a word's continuations add up to more than its own, the empty word's being 1 (tolerance 1e-9, in 32 bits
 *   1e-5).
 * @example
 * const bytes = mixedStateTreeToNpz(mixedStateTree(mess3({ x: 0.05, a: 0.85 }), { depth: 2 }));
 * mixedStateTreeFromNpz(bytes).beliefs.data.slice(3, 6); // ≈ [0.85, 0.075, 0.075]
 */
export function mixedStateTreeFromNpz(bytes: Uint8Array): MixedStateTree {
  checkKind("mixedStateTreeFromNpz", "bytes", "a Uint8Array", bytes);
  const nodes = readNodes(decodeNpz(bytes));
  const levels = sortByWord(nodes);
  const numNodes = levels.reduce((sum, level) => sum + level.length, 0);
  const { numStates } = nodes;
  const tree = {
    levelStart: new Int32Array(levels.length + 1),
    depth: new Int32Array(numNodes),
    parent: new Int32Array(numNodes).fill(-1),
    token: new Int32Array(numNodes).fill(-1),
    probability: new Float64Array(numNodes),
    beliefs: { shape: [numNodes, numStates], data: new Float64Array(numNodes * numStates) },
    lostMass: new Float64Array(levels.length),
  };
  levels.forEach((rows, k) => {
    const start = tree.levelStart[k]!;
    tree.levelStart[k + 1] = start + rows.length;
    const parents = k === 0 ? [] : findParents(nodes, levels[k - 1]!, rows);
    let mass = 0;
    rows.forEach((row, i) => {
      const node = start + i;
      tree.depth[node] = k;
      if (k > 0) {
        tree.parent[node] = tree.levelStart[k - 1]! + parents[i]!;
        tree.token[node] = nodes.sequences[row * nodes.depth + k - 1]!;
      }
      tree.probability[node] = nodes.probabilities[row]!;
      tree.beliefs.data.set(nodes.beliefs.subarray(row * numStates, (row + 1) * numStates), node * numStates);
      mass += nodes.probabilities[row]!;
    });
    tree.lostMass[k] = 1 - mass > nodes.tolerance ? 1 - mass : 0;
  });
  checkSums(tree, nodes.tolerance);
  return tree;
}

/** The arrays of the file, each row checked by itself. */
type Nodes = {
  readonly size: number;
  readonly depth: number;
  readonly numStates: number;
  readonly sequences: Int32Array | Uint8Array;
  readonly lengths: Int32Array | Uint8Array;
  readonly beliefs: Float64Array;
  readonly probabilities: Float64Array;
  readonly tolerance: number;
};

function readNodes(tensors: Readonly<Record<string, Tensor<TensorData>>>): Nodes {
  const sequences = integersOf(tensors, "sequences");
  const lengths = integersOf(tensors, "sequence_lengths");
  const beliefs = floatsOf(tensors, "belief_states");
  const probabilities = floatsOf(tensors, "probabilities");
  const sizes = integersOf(tensors, "size");
  const [rows, depth] = sequences.shape;
  if (sequences.shape.length !== 2 || rows === undefined || depth === undefined) {
    throw fail(`sequences must have shape [node, position], got [${sequences.shape.join(", ")}]`);
  }
  const numStates = beliefs.shape[1] ?? -1; // fits no shape
  const shapes = [
    ["sequence_lengths", lengths, [rows]],
    ["belief_states", beliefs, [rows, numStates]],
    ["probabilities", probabilities, [rows]],
  ] as const;
  for (const [name, { shape }, wanted] of shapes) {
    if (shape.join() !== wanted.join()) {
      const expected = name === "belief_states" ? `[${rows}, state]` : `[${rows}]`;
      throw fail(`${name} must have shape ${expected} like sequences, got [${shape.join(", ")}]`);
    }
  }
  const size = sizes.data[0];
  if (sizes.data.length !== 1 || size === undefined || size < 1 || size > rows) {
    throw fail(`size must be one integer in [1, ${rows}], got [${sizes.data.join(", ")}]`);
  }
  const nodes = {
    size,
    depth,
    numStates,
    sequences: sequences.data,
    lengths: lengths.data,
    beliefs: Float64Array.from(beliefs.data),
    probabilities: Float64Array.from(probabilities.data),
    tolerance: probabilities.data instanceof Float32Array ? TOLERANCE.f4 : TOLERANCE.f8,
  };
  for (let row = 0; row < size; row++) checkRow(nodes, row);
  return nodes;
}

function checkRow(
  { depth, numStates, sequences, lengths, beliefs, probabilities, tolerance }: Nodes,
  row: number,
): void {
  const length = lengths[row]!;
  if (length < 0 || length > depth) throw fail(`sequence_lengths[${row}] must be in [0, ${depth}], got ${length}`);
  for (let t = 0; t < length; t++) {
    const token = sequences[row * depth + t]!;
    if (token < 0) throw fail(`sequences[${row}][${t}] must be a token, at least 0, got ${token}`);
  }
  const probability = probabilities[row]!;
  if (!(probability >= -tolerance && probability <= 1 + tolerance)) {
    throw fail(`probabilities[${row}] must be in [0, 1], got ${probability}`);
  }
  for (let state = 0; probability > 0 && state < numStates; state++) {
    const entry = beliefs[row * numStates + state]!;
    if (!Number.isFinite(entry)) throw fail(`belief_states[${row}][${state}] must be finite, got ${entry}`);
  }
}

/** The rows of possible words by length, each length in lexicographic order. */
function sortByWord(nodes: Nodes): number[][] {
  const levels = Array.from({ length: nodes.depth + 1 }, (): number[] => []);
  for (let row = 0; row < nodes.size; row++) {
    if (nodes.probabilities[row]! > 0) levels[nodes.lengths[row]!]!.push(row);
  }
  levels.forEach((rows, length) => {
    rows.sort((a, b) => compare(nodes, a, b, length));
    const twice = rows.findIndex((row, i) => i > 0 && compare(nodes, rows[i - 1]!, row, length) === 0);
    if (twice >= 0) throw fail(`words must differ, got ${show(nodes, rows[twice]!, length)} twice`);
  });
  if (levels[0]!.length === 0) throw fail("words must include the empty one, got none of length 0");
  return levels;
}

/** By the first `length` tokens. */
function compare({ sequences, depth }: Nodes, a: number, b: number, length: number): number {
  for (let t = 0; t < length; t++) {
    const difference = sequences[a * depth + t]! - sequences[b * depth + t]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** For each row its word's beginning, as an index among the shorter ones; both in order, so one walk finds them all. */
function findParents(nodes: Nodes, shorter: readonly number[], rows: readonly number[]): number[] {
  let place = 0;
  return rows.map((row) => {
    const length = nodes.lengths[row]! - 1;
    while (place < shorter.length && compare(nodes, shorter[place]!, row, length) < 0) place++;
    if (place === shorter.length || compare(nodes, shorter[place]!, row, length) !== 0) {
      throw fail(
        `words must come with the words that they continue, got ${show(nodes, row, length + 1)} without ${show(nodes, row, length)}`,
      );
    }
    return place;
  });
}

function checkSums(tree: MixedStateTree, tolerance: number): void {
  if (Math.abs(tree.probability[0]! - 1) > tolerance) {
    throw fail(`probabilities must be 1 for the empty word, got ${tree.probability[0]!}`);
  }
  const sums = new Float64Array(tree.parent.length);
  for (let node = 1; node < tree.parent.length; node++) sums[tree.parent[node]!]! += tree.probability[node]!;
  const wrong = sums.findIndex((sum, node) => sum > tree.probability[node]! * (1 + tolerance) + tolerance ** 2);
  if (wrong >= 0) {
    throw fail(
      `probabilities of the continuations of [${wordOf(tree, wrong).join(", ")}] must add up to at most its own ${tree.probability[wrong]!}, got ${sums[wrong]!}`,
    );
  }
}

function integersOf(
  tensors: Readonly<Record<string, Tensor<TensorData>>>,
  name: string,
): Tensor<Int32Array | Uint8Array> {
  const { shape, data } = arrayOf(tensors, name);
  if (data instanceof Int32Array || data instanceof Uint8Array) return { shape, data };
  throw fail(`${name} must hold integers, got floating-point numbers`);
}

function floatsOf(
  tensors: Readonly<Record<string, Tensor<TensorData>>>,
  name: string,
): Tensor<Float64Array | Float32Array> {
  const { shape, data } = arrayOf(tensors, name);
  if (data instanceof Float64Array || data instanceof Float32Array) return { shape, data };
  throw fail(`${name} must hold floating-point numbers, got integers`);
}

function arrayOf(tensors: Readonly<Record<string, Tensor<TensorData>>>, name: string): Tensor<TensorData> {
  const tensor = tensors[name];
  if (tensor !== undefined) return tensor;
  throw fail(`file must hold the array ${name}, got [${Object.keys(tensors).join(", ")}]`);
}

function show({ sequences, depth }: Nodes, row: number, length: number): string {
  return `[${sequences.subarray(row * depth, row * depth + length).join(", ")}]`;
}

function fail(problem: string): RangeError {
  return new RangeError(`mixedStateTreeFromNpz: ${problem}`);
}
