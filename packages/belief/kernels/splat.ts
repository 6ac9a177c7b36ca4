// Words of a process as points on a grid of cells, f32, four words at a time; see src/density/word-halves.ts for what is read here.
// For each word: (x, y, sum) = prefix · readout of the ending, then x / sum and y / sum are where the belief lies, from 0 on,
// and what it counts is shared by the four cells around. What has no place (impossible words, words beyond the border of a
// clipped grid) ends in the border: row and column 0, and those behind the last.

import { exp2 } from "@beliefscope/tensor/kernels/shared/exp2";
import { log2 } from "@beliefscope/tensor/kernels/shared/log2";

/** From 2^23 on, a float's last bits are its integer part; so to add it is to convert to an integer. */
const WHOLE: f32 = 8388608;
const WHOLE_BITS: i32 = 0x4b000000;

/** Sums below this are taken for impossible: smaller floats lose digits. */
const SMALLEST: f32 = 1e-37;

const UNIT: i32 = 16; // bytes of a vector

/** Bytes of what is kept of four words that are counted: their cells, and the four shares of each. */
const SHARES: i32 = 80;

/**
 * Counts words: each counts 1. A cell holds two floats, what falls on it and what falls on the cell below it, so that the four
 * shares of a word lie side by side.
 *
 * @param n States.
 * @param prefixes [prefix, 1 + state]: weight, not used here, then belief.
 * @param endings [group, vector of 4 endings]: weights, not used here, then x, y and sum for each state.
 * @param cells [row, stride, 2], added to.
 * @param isClipped Whether there may be words beyond the border; if so, x is at most lastX and y at most lastY.
 * @param scratch Room for numGroups times SHARES bytes.
 */
export function splatCounts(
  n: i32, prefixes: usize, numPrefixes: i32, endings: usize, numGroups: i32,
  cells: usize, stride: i32, isClipped: bool, lastX: f32, lastY: f32, scratch: usize,
): void {
  if (n == 3) {
    if (isClipped) countWords(true, true, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, scratch);
    else countWords(true, false, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, scratch);
  } else countWords(false, true, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, scratch);
}

// @ts-ignore: decorator
@inline
function countWords(
  isThree: bool, isClipped: bool, n: i32, prefixes: usize, numPrefixes: i32, endings: usize, numGroups: i32,
  cells: usize, stride: i32, lastX: f32, lastY: f32, scratch: usize,
): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const smallest = f32x4.splat(SMALLEST);
  const whole = f32x4.splat(WHOLE);
  const mostX = f32x4.splat(lastX);
  const mostY = f32x4.splat(lastY);
  const width = f32x4.splat(<f32>stride);
  const first = i32x4.splat(<i32>cells - (WHOLE_BITS << 3));
  const prefixBytes = (1 + n) << 2;
  const groupBytes = UNIT + 3 * n * UNIT;
  const endingsEnd = endings + numGroups * groupBytes;
  for (let end = prefixes + numPrefixes * prefixBytes; prefixes < end; prefixes += prefixBytes) {
    const a = v128.load32_splat(prefixes, 4);
    const b = v128.load32_splat(prefixes, 8);
    const c = v128.load32_splat(prefixes, 12);
    // Two passes over the endings of a prefix: a processor looks ahead only so far, and from a word's place to its cell's
    // arrival from memory is a long way.
    let shares = scratch;
    for (let t = endings; t < endingsEnd; t += groupBytes) {
      let x: v128, y: v128, sum: v128;
      if (isThree) {
        x = f32x4.add(f32x4.add(f32x4.mul(a, v128.load(t, 16)), f32x4.mul(b, v128.load(t, 64))), f32x4.mul(c, v128.load(t, 112)));
        y = f32x4.add(f32x4.add(f32x4.mul(a, v128.load(t, 32)), f32x4.mul(b, v128.load(t, 80))), f32x4.mul(c, v128.load(t, 128)));
        sum = f32x4.add(f32x4.add(f32x4.mul(a, v128.load(t, 48)), f32x4.mul(b, v128.load(t, 96))), f32x4.mul(c, v128.load(t, 144)));
      } else {
        const p = prefixes + 4;
        x = readOut(n, p, t + 16, 48);
        y = readOut(n, p, t + 32, 48);
        sum = readOut(n, p, t + 48, 48);
      }
      const inverse = v128.and(f32x4.div(one, sum), f32x4.ge(sum, smallest));
      x = f32x4.mul(x, inverse);
      y = f32x4.mul(y, inverse);
      if (isClipped) {
        x = f32x4.pmin(f32x4.pmax(x, zero), mostX);
        y = f32x4.pmin(f32x4.pmax(y, zero), mostY);
      }
      const column = f32x4.floor(x);
      const row = f32x4.floor(y);
      const right = f32x4.sub(x, column);
      const below = f32x4.sub(y, row);
      const above = f32x4.sub(one, below);
      const cell = i32x4.add(i32x4.shl(f32x4.add(f32x4.add(f32x4.mul(row, width), column), whole), 3), first);
      const rightAbove = f32x4.mul(right, above);
      const rightBelow = f32x4.mul(right, below);
      const leftAbove = f32x4.sub(above, rightAbove);
      const leftBelow = f32x4.sub(below, rightBelow);
      const left01 = v128.shuffle<f32>(leftAbove, leftBelow, 0, 4, 1, 5);
      const left23 = v128.shuffle<f32>(leftAbove, leftBelow, 2, 6, 3, 7);
      const right01 = v128.shuffle<f32>(rightAbove, rightBelow, 0, 4, 1, 5);
      const right23 = v128.shuffle<f32>(rightAbove, rightBelow, 2, 6, 3, 7);
      v128.store(shares, cell);
      v128.store(shares, v128.shuffle<i64>(left01, right01, 0, 2), 16);
      v128.store(shares, v128.shuffle<i64>(left01, right01, 1, 3), 32);
      v128.store(shares, v128.shuffle<i64>(left23, right23, 0, 2), 48);
      v128.store(shares, v128.shuffle<i64>(left23, right23, 1, 3), 64);
      shares += SHARES;
    }
    for (let four = scratch; four < shares; four += SHARES) {
      addTo(load<u32>(four), v128.load(four, 16));
      addTo(load<u32>(four, 4), v128.load(four, 32));
      addTo(load<u32>(four, 8), v128.load(four, 48));
      addTo(load<u32>(four, 12), v128.load(four, 64));
    }
  }
}

/**
 * Weighs words: each counts prefix weight · ending weight · sum^beta. A cell holds two floats: the weights that fall on it, and
 * how many words, whatever their weight.
 *
 * @param prefixes [prefix, 1 + state]: weight, then belief.
 * @param endings [group, vector of 4 endings]: weights, then x, y, sum and what else there is for each state.
 * @param cells [row, stride, 2], added to.
 */
export function splatWeights(
  n: i32, prefixes: usize, numPrefixes: i32, endings: usize, numGroups: i32,
  cells: usize, stride: i32, lastX: f32, lastY: f32, beta: f32, numReadouts: i32,
): void {
  if (n == 3) weighWords(true, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, beta, numReadouts);
  else weighWords(false, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, beta, numReadouts);
}

// @ts-ignore: decorator
@inline
function weighWords(
  isThree: bool, n: i32, prefixes: usize, numPrefixes: i32, endings: usize, numGroups: i32,
  cells: usize, stride: i32, lastX: f32, lastY: f32, beta: f32, numReadouts: i32,
): void {
  const one = f32x4.splat(1);
  const first = i32x4.splat(<i32>cells - (WHOLE_BITS << 3));
  const rowBytes = stride << 3;
  const step = numReadouts * UNIT;
  const prefixBytes = (1 + n) << 2;
  const groupBytes = UNIT + n * step;
  const endingsEnd = endings + numGroups * groupBytes;
  for (let end = prefixes + numPrefixes * prefixBytes; prefixes < end; prefixes += prefixBytes) {
    const p = prefixes + 4;
    const prefixWeight = v128.load32_splat(prefixes);
    const f = v128.load32_splat(p);
    const g = v128.load32_splat(p, 4);
    const h = v128.load32_splat(p, 8);
    for (let t = endings; t < endingsEnd; t += groupBytes) {
      const sum = (isThree ? readOutThree(f, g, h, t + 48, step) : readOut(n, p, t + 48, step));
      const isPossible = f32x4.ge(sum, f32x4.splat(SMALLEST));
      const inverse = v128.and(f32x4.div(one, sum), isPossible);
      const weight = wordWeight(prefixWeight, v128.load(t), sum, isPossible, beta);
      const x = clipped(f32x4.mul((isThree ? readOutThree(f, g, h, t + 16, step) : readOut(n, p, t + 16, step)), inverse), lastX);
      const y = clipped(f32x4.mul((isThree ? readOutThree(f, g, h, t + 32, step) : readOut(n, p, t + 32, step)), inverse), lastY);
      const column = f32x4.floor(x);
      const row = f32x4.floor(y);
      const right = f32x4.sub(x, column);
      const below = f32x4.sub(y, row);
      const above = f32x4.sub(one, below);
      const cell = i32x4.add(i32x4.shl(cellNumber(column, row, stride), 3), first);
      const rightAbove = f32x4.mul(right, above);
      const rightBelow = f32x4.mul(right, below);
      const leftAbove = f32x4.sub(above, rightAbove);
      const leftBelow = f32x4.sub(below, rightBelow);
      const a = v128.shuffle<f32>(leftAbove, rightAbove, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(leftAbove, rightAbove, 2, 6, 3, 7);
      const c = v128.shuffle<f32>(leftBelow, rightBelow, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(leftBelow, rightBelow, 2, 6, 3, 7);
      const u = v128.shuffle<f32>(weight, one, 0, 4, 1, 5);
      const v = v128.shuffle<f32>(weight, one, 2, 6, 3, 7);
      let at: usize = i32x4.extract_lane(cell, 0);
      let counts = v128.shuffle<i64>(u, u, 0, 0);
      addTo(at, f32x4.mul(counts, v128.shuffle<f32>(a, a, 0, 0, 1, 1)));
      addTo(at + rowBytes, f32x4.mul(counts, v128.shuffle<f32>(c, c, 0, 0, 1, 1)));
      at = i32x4.extract_lane(cell, 1);
      counts = v128.shuffle<i64>(u, u, 1, 1);
      addTo(at, f32x4.mul(counts, v128.shuffle<f32>(a, a, 2, 2, 3, 3)));
      addTo(at + rowBytes, f32x4.mul(counts, v128.shuffle<f32>(c, c, 2, 2, 3, 3)));
      at = i32x4.extract_lane(cell, 2);
      counts = v128.shuffle<i64>(v, v, 0, 0);
      addTo(at, f32x4.mul(counts, v128.shuffle<f32>(b, b, 0, 0, 1, 1)));
      addTo(at + rowBytes, f32x4.mul(counts, v128.shuffle<f32>(d, d, 0, 0, 1, 1)));
      at = i32x4.extract_lane(cell, 3);
      counts = v128.shuffle<i64>(v, v, 1, 1);
      addTo(at, f32x4.mul(counts, v128.shuffle<f32>(b, b, 2, 2, 3, 3)));
      addTo(at + rowBytes, f32x4.mul(counts, v128.shuffle<f32>(d, d, 2, 2, 3, 3)));
    }
  }
}

/**
 * Weighs words and their colours. A cell holds four floats: the weights that fall on it, and the weighted sum of each of three
 * readouts of the beliefs.
 *
 * @param endings [group, vector of 4 endings]: weights, then x, y, sum and three colours for each state.
 * @param cells [row, stride, 4], added to.
 */
export function splatColors(
  n: i32, prefixes: usize, numPrefixes: i32, endings: usize, numGroups: i32,
  cells: usize, stride: i32, lastX: f32, lastY: f32, beta: f32,
): void {
  if (n == 3) colorWords(true, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, beta);
  else colorWords(false, n, prefixes, numPrefixes, endings, numGroups, cells, stride, lastX, lastY, beta);
}

// @ts-ignore: decorator
@inline
function colorWords(
  isThree: bool, n: i32, prefixes: usize, numPrefixes: i32, endings: usize, numGroups: i32,
  cells: usize, stride: i32, lastX: f32, lastY: f32, beta: f32,
): void {
  const one = f32x4.splat(1);
  const first = i32x4.splat(<i32>cells - (WHOLE_BITS << 4));
  const rowBytes = stride << 4;
  const prefixBytes = (1 + n) << 2;
  const groupBytes = UNIT + 6 * n * UNIT;
  const endingsEnd = endings + numGroups * groupBytes;
  for (let end = prefixes + numPrefixes * prefixBytes; prefixes < end; prefixes += prefixBytes) {
    const p = prefixes + 4;
    const prefixWeight = v128.load32_splat(prefixes);
    const f = v128.load32_splat(p);
    const g = v128.load32_splat(p, 4);
    const h = v128.load32_splat(p, 8);
    for (let t = endings; t < endingsEnd; t += groupBytes) {
      const sum = (isThree ? readOutThree(f, g, h, t + 48, 96) : readOut(n, p, t + 48, 96));
      const isPossible = f32x4.ge(sum, f32x4.splat(SMALLEST));
      const inverse = v128.and(f32x4.div(one, sum), isPossible);
      const weight = wordWeight(prefixWeight, v128.load(t), sum, isPossible, beta);
      const share = f32x4.mul(weight, inverse);
      const x = clipped(f32x4.mul((isThree ? readOutThree(f, g, h, t + 16, 96) : readOut(n, p, t + 16, 96)), inverse), lastX);
      const y = clipped(f32x4.mul((isThree ? readOutThree(f, g, h, t + 32, 96) : readOut(n, p, t + 32, 96)), inverse), lastY);
      const color0 = f32x4.mul(share, (isThree ? readOutThree(f, g, h, t + 64, 96) : readOut(n, p, t + 64, 96)));
      const color1 = f32x4.mul(share, (isThree ? readOutThree(f, g, h, t + 80, 96) : readOut(n, p, t + 80, 96)));
      const color2 = f32x4.mul(share, (isThree ? readOutThree(f, g, h, t + 96, 96) : readOut(n, p, t + 96, 96)));
      const column = f32x4.floor(x);
      const row = f32x4.floor(y);
      const right = f32x4.sub(x, column);
      const below = f32x4.sub(y, row);
      const cell = i32x4.add(i32x4.shl(cellNumber(column, row, stride), 4), first);
      const a = v128.shuffle<f32>(weight, color0, 0, 4, 1, 5);
      const b = v128.shuffle<f32>(weight, color0, 2, 6, 3, 7);
      const c = v128.shuffle<f32>(color1, color2, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(color1, color2, 2, 6, 3, 7);
      addToFour(i32x4.extract_lane(cell, 0), rowBytes, v128.shuffle<i64>(a, c, 0, 2), v128.shuffle<f32>(right, right, 0, 0, 0, 0), v128.shuffle<f32>(below, below, 0, 0, 0, 0));
      addToFour(i32x4.extract_lane(cell, 1), rowBytes, v128.shuffle<i64>(a, c, 1, 3), v128.shuffle<f32>(right, right, 1, 1, 1, 1), v128.shuffle<f32>(below, below, 1, 1, 1, 1));
      addToFour(i32x4.extract_lane(cell, 2), rowBytes, v128.shuffle<i64>(b, d, 0, 2), v128.shuffle<f32>(right, right, 2, 2, 2, 2), v128.shuffle<f32>(below, below, 2, 2, 2, 2));
      addToFour(i32x4.extract_lane(cell, 3), rowBytes, v128.shuffle<i64>(b, d, 1, 3), v128.shuffle<f32>(right, right, 3, 3, 3, 3), v128.shuffle<f32>(below, below, 3, 3, 3, 3));
    }
  }
}

/** Writes a row of counts, [width]: of cells that hold [here, below], and of those above them. */
export function rowOfCounts(cells: usize, stride: i32, width: i32, out: usize): void {
  const above = cells - (stride << 3);
  for (let i = 0, end = width << 2; i < end; i += UNIT) {
    const at = cells + (i << 1);
    const before = above + (i << 1);
    const here = v128.shuffle<f32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6);
    const below = v128.shuffle<f32>(v128.load(before), v128.load(before, 16), 1, 3, 5, 7);
    v128.store(out + i, f32x4.add(here, below));
  }
}

/** Writes a row of weights and one of counts, [width]. Rows of cells and of out may be read and written up to 12 bytes behind. */
export function rowOfWeights(cells: usize, width: i32, weights: usize, counts: usize): void {
  for (let i = 0, end = width << 2; i < end; i += UNIT) {
    const at = cells + (i << 1);
    const p = v128.load(at);
    const q = v128.load(at, 16);
    v128.store(weights + i, v128.shuffle<f32>(p, q, 0, 2, 4, 6));
    v128.store(counts + i, v128.shuffle<f32>(p, q, 1, 3, 5, 7));
  }
}

/** Writes a row of weights, [width], and one of colours, [width, 3]; the last colour's store goes 4 bytes further. */
export function rowOfColors(cells: usize, width: i32, weights: usize, colors: usize): void {
  for (let end = cells + (width << 4); cells < end; cells += UNIT) {
    const cell = v128.load(cells);
    v128.store32_lane(weights, cell, 0);
    v128.store(colors, v128.shuffle<f32>(cell, cell, 1, 2, 3, 0));
    weights += 4;
    colors += 12;
  }
}

// @ts-ignore: decorator
@inline
function readOut(n: i32, prefix: usize, endings: usize, step: i32): v128 {
  let total = f32x4.mul(v128.load32_splat(prefix), v128.load(endings));
  for (let end = prefix + (n << 2) - 4; prefix < end; ) {
    prefix += 4;
    endings += step;
    total = f32x4.add(total, f32x4.mul(v128.load32_splat(prefix), v128.load(endings)));
  }
  return total;
}

// @ts-ignore: decorator
@inline
function readOutThree(a: v128, b: v128, c: v128, endings: usize, step: i32): v128 {
  const ab = f32x4.add(f32x4.mul(a, v128.load(endings)), f32x4.mul(b, v128.load(endings + step)));
  return f32x4.add(ab, f32x4.mul(c, v128.load(endings + 2 * step)));
}

// @ts-ignore: decorator
@inline
function wordWeight(prefix: v128, ending: v128, sum: v128, isPossible: v128, beta: f32): v128 {
  const own = beta == 0 ? f32x4.splat(1) : beta == 1 ? sum : exp2(f32x4.mul(f32x4.splat(beta), log2(sum)));
  return v128.and(f32x4.mul(f32x4.mul(prefix, ending), own), isPossible);
}

// @ts-ignore: decorator
@inline
function clipped(x: v128, last: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, f32x4.splat(0)), f32x4.splat(last));
}

/** As an integer. */
// @ts-ignore: decorator
@inline
function cellNumber(column: v128, row: v128, stride: i32): v128 {
  return f32x4.add(f32x4.add(f32x4.mul(row, f32x4.splat(<f32>stride)), column), f32x4.splat(WHOLE));
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, shares: v128): void {
  v128.store(at, f32x4.add(v128.load(at), shares));
}

// @ts-ignore: decorator
@inline
function addToFour(at: usize, rowBytes: i32, word: v128, right: v128, below: v128): void {
  const onRight = f32x4.mul(word, right);
  const onLeft = f32x4.sub(word, onRight);
  const rightBelow = f32x4.mul(onRight, below);
  const leftBelow = f32x4.mul(onLeft, below);
  v128.store(at, f32x4.add(v128.load(at), f32x4.sub(onLeft, leftBelow)));
  v128.store(at, f32x4.add(v128.load(at, 16), f32x4.sub(onRight, rightBelow)), 16);
  at += rowBytes;
  v128.store(at, f32x4.add(v128.load(at), leftBelow));
  v128.store(at, f32x4.add(v128.load(at, 16), rightBelow), 16);
}
