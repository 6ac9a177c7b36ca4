// Walks the hidden states of a process along its guide tables and writes down the tokens; see src/sampling/walk-tables.ts.
import { leaveAfter, NUM_WORDS, WORDS_BYTES, writeWords } from "./shared/xoshiro-words";

/** Of the guides of processes of few states: 2^10 slots of four bytes a row. */
const ROW_BITS: i32 = 12;

/** Words of the stream that were written ahead, and are not used yet: [nextWord, wordsEnd). */
let nextWord: usize = 0;
let wordsEnd: usize = 0;

/**
 * Rows of tokens, each but the first from a new start.
 *
 * @param seed The state of xoshiro128++, four u32; moved on.
 * @param place Where the walk stands: the offset in bytes of a row of the guide, `start` before a sequence's first token.
 * @param tokens Receives i32, [rows, length].
 * @param guide i32, rows of 2^rowBits bytes: a move, or the complement of the first of several that share the slot.
 * @param cumulated f64, running sums of the moves of a row.
 * @param moves i32, the place that a move leads to + its token, which is smaller than 2^rowBits.
 * @returns Where the walk stands after them.
 */
export function walk(
  seed: usize,
  place: i32,
  start: i32,
  tokens: usize,
  rows: i32,
  length: i32,
  guide: usize,
  rowBits: i32,
  cumulated: usize,
  moves: usize,
): i32 {
  const shift = 34 - rowBits; // leaves the number of a slot of four bytes
  const ofToken = (1 << rowBits) - 1;
  for (let row = 0; row < rows; row++) {
    if (row > 0) place = start;
    if (place == start) place = walkRow(seed, place, tokens, 1, guide, shift, ofToken, cumulated, moves); // overwritten: it says nothing
    place = walkRow(seed, place, tokens, length, guide, shift, ofToken, cumulated, moves);
    tokens += (<usize>length) << 2;
  }
  return place;
}

/** Walks on from a place. */
function walkRow(
  seed: usize,
  place: i32,
  tokens: usize,
  count: i32,
  guide: usize,
  shift: i32,
  ofToken: i32,
  cumulated: usize,
  moves: usize,
): i32 {
  let a = load<u32>(seed);
  let b = load<u32>(seed, 4);
  let c = load<u32>(seed, 8);
  let d = load<u32>(seed, 12);
  let row = guide + <usize>place;
  let move = 0;
  for (let end = tokens + ((<usize>count) << 2); tokens < end; tokens += 4) {
    const word = rotl<u32>(a + d, 7) + a;
    let shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotl<u32>(d, 11);
    move = load<i32>(row + <usize>((word >> shift) << 2));
    if (move < 0) {
      const second = rotl<u32>(a + d, 7) + a;
      shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotl<u32>(d, 11);
      move = firstBeyond(uniformOf(word, second), move, cumulated, moves);
    }
    store<i32>(tokens, move & ofToken);
    row = guide + <usize>(move & ~ofToken);
  }
  store<u32>(seed, a);
  store<u32>(seed, b, 4);
  store<u32>(seed, c, 8);
  store<u32>(seed, d, 12);
  return move & ~ofToken;
}

/**
 * `walk` for few states, the same tokens. A slot of `steps` holds the steps from all rows, so that it is looked up before one
 * knows where the walk stands, and all that a step waits for is a shift. A step is (row that it leads to) · 2^fieldBits, which
 * fits in six bits, + 64 · token; or all ones, where the guide must be asked.
 *
 * @param states Five states of xoshiro128++, four u32 each; the first is the stream's and moved on.
 * @param steps u64, [2^10]: fields of 2^fieldBits bits, a step from each row.
 * @param words Room for NUM_WORDS u32.
 */
export function walkFew(
  states: usize,
  place: i32,
  start: i32,
  tokens: usize,
  rows: i32,
  length: i32,
  steps: usize,
  fieldBits: i32,
  guide: usize,
  cumulated: usize,
  moves: usize,
  words: usize,
): i32 {
  const undecided = (1 << ((1 << fieldBits) - 6)) - 1;
  const first = (start >> ROW_BITS) << fieldBits;
  let step = (place >> ROW_BITS) << fieldBits;
  writeWords(states, words);
  nextWord = words;
  wordsEnd = words + WORDS_BYTES;
  for (let row = 0; row < rows; row++) {
    if (row > 0) step = first;
    if ((step & 63) == first) {
      const word = takeWord(states, words);
      const next = <i32>(load<u64>(steps + <usize>((word >> 22) << 3)) >> <u64>step);
      const isDecided = ((next >> 6) & undecided) != undecided;
      step = isDecided ? next : askGuide(states, step, word, fieldBits, guide, cumulated, moves, words);
    }
    for (const end = tokens + ((<usize>length) << 2); tokens < end; ) {
      if (nextWord == wordsEnd) writeMoreWords(states, words);
      const begin = nextWord;
      step = decidedSteps(step, tokens, min<usize>(wordsEnd, begin + (end - tokens)), steps, undecided);
      tokens += nextWord - begin;
      if (tokens == end || nextWord == wordsEnd) continue;
      step = askGuide(states, step, takeWord(states, words), fieldBits, guide, cumulated, moves, words);
      store<i32>(tokens, step >> 6);
      tokens += 4;
    }
  }
  leaveAfter(states, NUM_WORDS - (<i32>(wordsEnd - nextWord) >> 2));
  return ((step & 63) >> fieldBits) << ROW_BITS;
}

/** Steps on, by the words up to `until` or the first for which the guide must be asked. */
function decidedSteps(step: i32, tokens: usize, until: usize, steps: usize, undecided: i32): i32 {
  let word = nextWord;
  const ahead = tokens - word;
  while (word < until) {
    const next = <i32>(load<u64>(steps + <usize>((load<u32>(word) >> 22) << 3)) >> <u64>step);
    const token = (next >> 6) & undecided;
    if (token == undecided) break;
    store<i32>(word + ahead, token);
    step = next;
    word += 4;
  }
  nextWord = word;
  return step;
}

/** The step for a word whose slot several moves share. */
function askGuide(
  states: usize,
  step: i32,
  word: u32,
  fieldBits: i32,
  guide: usize,
  cumulated: usize,
  moves: usize,
  words: usize,
): i32 {
  const row = guide + (<usize>((step & 63) >> fieldBits) << ROW_BITS);
  const uniform = uniformOf(word, takeWord(states, words));
  const move = firstBeyond(uniform, load<i32>(row + <usize>((word >> 22) << 2)), cumulated, moves);
  return ((move >> ROW_BITS) << fieldBits) | ((move & ((1 << ROW_BITS) - 1)) << 6);
}

function writeMoreWords(states: usize, words: usize): void {
  v128.store(states, v128.load(states, 64));
  writeWords(states, words);
  nextWord = words;
}

function takeWord(states: usize, words: usize): u32 {
  if (nextWord == wordsEnd) writeMoreWords(states, words);
  const word = load<u32>(nextWord);
  nextWord += 4;
  return word;
}

/** A number of [0, 1) from two words. */
// @ts-ignore: decorator
@inline
function uniformOf(word: u32, second: u32): f64 {
  return (<f64>word * 2097152 + <f64>(second >> 11)) * 1.1102230246251565e-16; // 2^21, 2^-53
}

/** The move whose running sum is the first above a number, from the complement of an index on. */
// @ts-ignore: decorator
@inline
function firstBeyond(uniform: f64, complement: i32, cumulated: usize, moves: usize): i32 {
  let index = <usize>~complement;
  while (load<f64>(cumulated + (index << 3)) <= uniform) index++;
  return load<i32>(moves + (index << 2));
}
