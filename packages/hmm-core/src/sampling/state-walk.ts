import { nextXoshiro128, type Random } from "@beliefscope/tensor/random";
import { type LoadedKernel, kernelLoader, layOutMemory } from "@beliefscope/tensor/wasm";
import { walkKernel } from "../gen/walk-kernel.ts";
import type { Hmm } from "../hmm.ts";
import { type StepTable, stepTable } from "./step-table.ts";
import type { TokenSource } from "./token-source.ts";
import { walkTables, type WalkTables } from "./walk-tables.ts";

type WalkExports = {
  walk(
    seed: number,
    place: number,
    start: number,
    tokens: number,
    rows: number,
    length: number,
    guide: number,
    rowBits: number,
    cumulated: number,
    moves: number,
  ): number;
  walkFew(
    states: number,
    place: number,
    start: number,
    tokens: number,
    rows: number,
    length: number,
    steps: number,
    fieldBits: number,
    guide: number,
    cumulated: number,
    moves: number,
    words: number,
  ): number;
};

const loadKernel = kernelLoader<WalkExports>(walkKernel);

/** Tokens that pass through the kernel's memory at once: 2 MB, from where on copies out of it are written past the caches. */
const PIECE = 524_288;

/** So few tokens are walked in plain steps: laying out the tables would take longer. */
const FEW = 1000;

/** Words of the random stream that the kernel writes ahead where there are few states. */
const WORDS = 4096;

/** Where a walk stands. */
type Walk = {
  readonly numTokens: number;
  readonly tables: WalkTables;
  /** For the kernel: null where there are too many states, undefined until it is wanted. */
  table: StepTable | null | undefined;
  /** Of xoshiro128++; moved on. */
  readonly seed: Uint32Array;
  /** The place before a sequence's first token. */
  readonly start: number;
  /** Of a hidden state, or `start`. */
  place: number;
};

/**
 * Walks the hidden states of a proper process. The walk has a stream of random words of its own, whose seed it takes from
 * `random`: four words, however long it gets. The kernel and the plain steps give the same tokens.
 */
export function stateWalk(hmm: Hmm, random: Random): TokenSource {
  const seed = Uint32Array.from({ length: 4 }, () => random.uint32());
  if (seed.every((word) => word === 0)) seed[0] = 1; // the one state that xoshiro must not have
  const tables = walkTables(hmm);
  const start = hmm.numStates * 2 ** tables.rowBits;
  const walk: Walk = { numTokens: hmm.numTokens, tables, table: undefined, seed, start, place: start };
  return {
    next: (tokens) => {
      fillRows(walk, tokens, tokens.length);
    },
    sequences: (tokens, length) => {
      walk.place = walk.start;
      fillRows(walk, tokens, length);
    },
  };
}

/** Writes rows of tokens: the first goes on where the walk stands, each further one begins anew. */
function fillRows(walk: Walk, tokens: Int32Array, length: number): void {
  if (tokens.length === 0) return;
  const kernel = tokens.length < FEW ? null : loadKernel();
  const fill = kernel ? kernelWalker(kernel, walk, Math.min(PIECE, tokens.length)) : fillInSteps;
  const rows = Math.max(1, Math.floor(PIECE / length)) * length;
  for (let begin = 0; begin < tokens.length; begin += rows) {
    if (begin > 0) walk.place = walk.start;
    const end = Math.min(begin + rows, tokens.length);
    for (let piece = begin; piece < end; piece += PIECE) {
      fill(walk, tokens.subarray(piece, Math.min(piece + PIECE, end)), length);
    }
  }
}

type Fill = (walk: Walk, tokens: Int32Array, length: number) => void;

function fillInSteps(walk: Walk, tokens: Int32Array, length: number): void {
  const { guide, rowBits, cumulated, moves } = walk.tables;
  const ofToken = 2 ** rowBits - 1;
  const step = (): number => {
    const word = nextXoshiro128(walk.seed);
    let move = guide[(walk.place >> 2) + (word >>> (34 - rowBits))]!;
    if (move < 0) {
      const uniform = (word * 2 ** 21 + (nextXoshiro128(walk.seed) >>> 11)) / 2 ** 53;
      let index = ~move;
      while (cumulated[index]! <= uniform) index++;
      move = moves[index]!;
    }
    walk.place = move & ~ofToken;
    return move & ofToken;
  };
  for (let position = 0; position < tokens.length; position++) {
    if (position > 0 && position % length === 0) walk.place = walk.start;
    if (walk.place === walk.start) step(); // to the first state
    tokens[position] = step();
  }
}

function kernelWalker({ exports, memory }: LoadedKernel<WalkExports>, walk: Walk, capacity: number): Fill {
  const { tables } = walk;
  if (walk.table === undefined) walk.table = stepTable(tables, walk.numTokens);
  const { table } = walk;
  const arrays = layOutMemory(memory, {
    steps: [Int32Array, table?.steps.length ?? 0],
    guide: [Int32Array, tables.guide.length],
    cumulated: [Float64Array, tables.cumulated.length],
    moves: [Int32Array, tables.moves.length],
    seed: [Int32Array, 4 * 5], // and where the words that are written ahead begin and end
    words: [Int32Array, table ? WORDS : 0],
    tokens: [Int32Array, capacity],
  });
  if (table) arrays.steps.set(table.steps);
  arrays.guide.set(tables.guide);
  arrays.cumulated.set(tables.cumulated);
  arrays.moves.set(tables.moves);
  const [seed, target, steps, guide, cumulated, moves, words] = (
    ["seed", "tokens", "steps", "guide", "cumulated", "moves", "words"] as const
  ).map((name) => arrays[name].byteOffset) as [number, number, number, number, number, number, number];
  return (walk, tokens, length) => {
    const [rows, width] = length < tokens.length ? [tokens.length / length, length] : [1, tokens.length];
    const { place, start } = walk;
    arrays.seed.set(walk.seed);
    walk.place = table
      ? exports.walkFew(seed, place, start, target, rows, width, steps, table.fieldBits, guide, cumulated, moves, words)
      : exports.walk(seed, place, start, target, rows, width, guide, tables.rowBits, cumulated, moves);
    walk.seed.set(arrays.seed.subarray(0, 4));
    tokens.set(arrays.tokens.subarray(0, tokens.length));
  };
}
