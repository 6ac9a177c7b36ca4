// The forward recursion over sequences of tokens, f64. What is carried from token to token is not normalised: dividing would
// put a division on the chain of every step. Each belief is divided on its way out; when the sum of what is carried has
// become small, it is multiplied by a power of two, which is exact, and the exponent is counted.
import { rowTimesMatrix, scale, sumOf } from "./shared/row-times-matrix";

/** Down to this sum, 2^-64, each state has 288 decades of its own; below it what is carried is lifted, far enough to be rare. */
const SMALL: f64 = 5.421010862427522e-20;
const LIFT: f64 = 1.3407807929942597e154; // 2^512
const LIFT_EXPONENT: i32 = 512;

/** A step to a sum this small is given back to whoever can do it slowly. */
const LOST: f64 = 1e-100;

/**
 * @param tokens i32, [count].
 * @returns Whether each is in [0, bound).
 */
export function areBelow(tokens: usize, count: i32, bound: i32): bool {
  let largest = i32x4.splat(0); // of unsigned numbers: negative ones become large
  let i = tokens;
  for (const end: usize = tokens + ((<usize>(count & ~3)) << 2); i < end; i += 16) {
    largest = i32x4.max_u(largest, v128.load(i));
  }
  for (const end: usize = tokens + ((<usize>count) << 2); i < end; i += 4) {
    if (load<u32>(i) >= <u32>bound) return false;
  }
  return (
    <u32>i32x4.extract_lane(largest, 0) < <u32>bound &&
    <u32>i32x4.extract_lane(largest, 1) < <u32>bound &&
    <u32>i32x4.extract_lane(largest, 2) < <u32>bound &&
    <u32>i32x4.extract_lane(largest, 3) < <u32>bound
  );
}

/**
 * One row of tokens.
 *
 * @param n States.
 * @param T Transitions, [token, from, to]; for three states as `forward3` takes them.
 * @param numPaired For three states: how many tokens there are, if the transitions of pairs of tokens follow; else 0.
 * @param tokens i32, [count].
 * @param carried Two rows of n; the first holds the belief before the first token.
 * @param out Receives the belief after each token, [count, state]; 0 if unwanted.
 * @param last Receives the belief after the last token, [state], and behind it the sum of what was carried, and the exponent
 *   of two by which that was lifted: P(tokens) = sum · 2^-exponent.
 * @returns Whether all went well; if not, a token is impossible or too improbable for the sums kept here.
 */
export function forward(
  n: i32,
  T: usize,
  numPaired: i32,
  tokens: usize,
  count: i32,
  carried: usize,
  out: usize,
  last: usize,
): bool {
  if (n == 3) return forward3(T, numPaired, tokens, count, carried, out, last);
  if (n == 16) return forward16(T, tokens, count, carried, out, last);
  if (n == 2) return forward2(T, tokens, count, carried, out, last);
  const row = (<usize>n) << 3;
  const matrix = row * <usize>n;
  let x = carried;
  let y = carried + row;
  let sum: f64 = 1;
  let exponent = 0;
  for (let end = tokens + ((<usize>count) << 2); tokens < end; tokens += 4) {
    rowTimesMatrix(n, x, T + matrix * <usize>load<i32>(tokens), y);
    sum = sumOf(n, y);
    while (!(sum > SMALL)) {
      if (!(sum > LOST)) return false;
      scale(n, y, LIFT, y);
      sum *= LIFT;
      exponent += LIFT_EXPONENT;
    }
    if (out != 0) {
      scale(n, y, 1 / sum, out);
      out += row;
    }
    const swap = x;
    x = y;
    y = swap;
  }
  scale(n, x, 1 / sum, last);
  store<f64>(last + row, sum);
  store<f64>(last + row, <f64>exponent, 8);
  return true;
}

/** `forward` for two states, which stay in registers. */
function forward2(T: usize, tokens: usize, count: i32, carried: usize, out: usize, last: usize): bool {
  let a = load<f64>(carried);
  let b = load<f64>(carried, 8);
  let sum: f64 = 1;
  let exponent = 0;
  for (let end = tokens + ((<usize>count) << 2); tokens < end; tokens += 4) {
    const M = T + ((<usize>load<i32>(tokens)) << 5);
    const c = a * load<f64>(M) + b * load<f64>(M, 16);
    const d = a * load<f64>(M, 8) + b * load<f64>(M, 24);
    a = c;
    b = d;
    sum = a + b;
    while (!(sum > SMALL)) {
      if (!(sum > LOST)) return false;
      a *= LIFT;
      b *= LIFT;
      sum *= LIFT;
      exponent += LIFT_EXPONENT;
    }
    if (out != 0) {
      const share = 1 / sum;
      store<f64>(out, a * share);
      store<f64>(out, b * share, 8);
      out += 16;
    }
  }
  store<f64>(last, a / sum);
  store<f64>(last, b / sum, 8);
  store<f64>(last, sum, 16);
  store<f64>(last, <f64>exponent, 24);
  return true;
}

// @ts-ignore: decorator
@inline
function row3(a: v128, b: v128, c: v128, M: usize): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(a, v128.load(M)), f64x2.mul(b, v128.load(M, 32))), f64x2.mul(c, v128.load(M, 64)));
}

/**
 * `forward` for three states, which stay in registers. Rows of T have four entries, the last of them their sum, so that a
 * product brings its own total. Where T[x] T[y] of all pairs of tokens follow, [x, y, from, 4], two tokens are one link of the
 * chain: what lies between them is computed beside it.
 */
function forward3(
  T: usize,
  numPaired: i32,
  tokens: usize,
  count: i32,
  carried: usize,
  out: usize,
  last: usize,
): bool {
  let sum: f64 = 1;
  let exponent = 0;
  const end = tokens + ((<usize>count) << 2);
  const pairEnd = numPaired == 0 ? tokens : tokens + ((<usize>(count & ~1)) << 2);
  while (tokens < end) {
    const stop = tokens < pairEnd ? walkPairs3(T, numPaired, tokens, pairEnd, carried, out) : walkOnes3(T, tokens, end, carried, out);
    if (out != 0) out += 6 * (stop - tokens);
    tokens = stop;
    sum = load<f64>(carried, 24);
    while (!(sum > SMALL)) {
      if (!(sum > LOST)) return false;
      scale(3, carried, LIFT, carried);
      sum *= LIFT;
      exponent += LIFT_EXPONENT;
    }
  }
  scale(3, carried, 1 / sum, last);
  store<f64>(last, sum, 24);
  store<f64>(last, <f64>exponent, 32);
  return true;
}

/** Tokens one by one, until the sum is small; leaves what is carried and its sum, and returns where the tokens go on. */
function walkOnes3(T: usize, tokens: usize, end: usize, carried: usize, out: usize): usize {
  let a = v128.load64_splat(carried);
  let b = v128.load64_splat(carried, 8);
  let c = v128.load64_splat(carried, 16);
  let de: v128 = f64x2.splat(0); // after this token: a, b
  let fs: v128 = f64x2.splat(0); // c, sum
  while (tokens < end) {
    const M = T + 96 * <usize>load<i32>(tokens);
    de = row3(a, b, c, M);
    fs = row3(a, b, c, M + 16);
    a = v128.shuffle<f64>(de, de, 0, 0);
    b = v128.shuffle<f64>(de, de, 1, 1);
    c = v128.shuffle<f64>(fs, fs, 0, 0);
    if (out != 0) {
      const share = 1 / f64x2.extract_lane(fs, 1);
      v128.store(out, f64x2.mul(de, f64x2.splat(share)));
      store<f64>(out, f64x2.extract_lane(fs, 0) * share, 16);
      out += 24;
    }
    tokens += 4;
    if (!(f64x2.extract_lane(fs, 1) > SMALL)) break;
  }
  v128.store(carried, de);
  v128.store(carried, fs, 16);
  return tokens;
}

/** The same, two by two. Nothing else is in these loops, so that they find room in the registers. */
function walkPairs3(T: usize, numPaired: i32, tokens: usize, end: usize, carried: usize, out: usize): usize {
  let a = v128.load64_splat(carried);
  let b = v128.load64_splat(carried, 8);
  let c = v128.load64_splat(carried, 16);
  let fg: v128 = f64x2.splat(0); // after two tokens: a, b
  let hs: v128 = f64x2.splat(0); // c, sum
  const stride = 96 * <usize>numPaired;
  const pairs = T + stride;
  if (out == 0) {
    while (tokens < end) {
      const Q = pairs + stride * <usize>load<i32>(tokens) + 96 * <usize>load<i32>(tokens, 4);
      fg = row3(a, b, c, Q);
      hs = row3(a, b, c, Q + 16);
      a = v128.shuffle<f64>(fg, fg, 0, 0);
      b = v128.shuffle<f64>(fg, fg, 1, 1);
      c = v128.shuffle<f64>(hs, hs, 0, 0);
      tokens += 8;
      if (!(f64x2.extract_lane(hs, 1) > SMALL)) break;
    }
  } else {
    while (tokens < end) {
      const first = <usize>load<i32>(tokens);
      const M = T + 96 * first;
      const Q = pairs + stride * first + 96 * <usize>load<i32>(tokens, 4);
      fg = row3(a, b, c, Q);
      hs = row3(a, b, c, Q + 16);
      const de = row3(a, b, c, M);
      const es = row3(a, b, c, M + 16);
      a = v128.shuffle<f64>(fg, fg, 0, 0);
      b = v128.shuffle<f64>(fg, fg, 1, 1);
      c = v128.shuffle<f64>(hs, hs, 0, 0);
      const shares = f64x2.div(f64x2.splat(1), v128.shuffle<f64>(es, hs, 1, 3));
      v128.store(out, f64x2.mul(de, v128.shuffle<f64>(shares, shares, 0, 0)));
      v128.store(out, f64x2.mul(v128.shuffle<f64>(es, fg, 0, 2), shares), 16);
      v128.store(out, f64x2.mul(v128.shuffle<f64>(fg, hs, 1, 2), v128.shuffle<f64>(shares, shares, 1, 1)), 32);
      out += 48;
      tokens += 8;
      if (!(f64x2.extract_lane(hs, 1) > SMALL)) break;
    }
  }
  v128.store(carried, fg);
  v128.store(carried, hs, 16);
  return tokens;
}

/** `forward` for sixteen states: a product is summed, divided and written while it is in eight registers. */
function forward16(T: usize, tokens: usize, count: i32, carried: usize, out: usize, last: usize): bool {
  let sum: f64 = 1;
  let exponent = 0;
  for (let end = tokens + ((<usize>count) << 2); tokens < end; tokens += 4) {
    let M = T + ((<usize>load<i32>(tokens)) << 11);
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let e = f64x2.splat(0);
    let f = f64x2.splat(0);
    let g = f64x2.splat(0);
    let h = f64x2.splat(0);
    for (let x = carried; x < carried + 128; x += 16) {
      const s = v128.load64_splat(x);
      const t = v128.load64_splat(x, 8);
      a = f64x2.add(a, f64x2.add(f64x2.mul(s, v128.load(M)), f64x2.mul(t, v128.load(M, 128))));
      b = f64x2.add(b, f64x2.add(f64x2.mul(s, v128.load(M, 16)), f64x2.mul(t, v128.load(M, 144))));
      c = f64x2.add(c, f64x2.add(f64x2.mul(s, v128.load(M, 32)), f64x2.mul(t, v128.load(M, 160))));
      d = f64x2.add(d, f64x2.add(f64x2.mul(s, v128.load(M, 48)), f64x2.mul(t, v128.load(M, 176))));
      e = f64x2.add(e, f64x2.add(f64x2.mul(s, v128.load(M, 64)), f64x2.mul(t, v128.load(M, 192))));
      f = f64x2.add(f, f64x2.add(f64x2.mul(s, v128.load(M, 80)), f64x2.mul(t, v128.load(M, 208))));
      g = f64x2.add(g, f64x2.add(f64x2.mul(s, v128.load(M, 96)), f64x2.mul(t, v128.load(M, 224))));
      h = f64x2.add(h, f64x2.add(f64x2.mul(s, v128.load(M, 112)), f64x2.mul(t, v128.load(M, 240))));
      M += 256;
    }
    const sums = f64x2.add(
      f64x2.add(f64x2.add(a, b), f64x2.add(c, d)),
      f64x2.add(f64x2.add(e, f), f64x2.add(g, h)),
    );
    sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    while (!(sum > SMALL)) {
      if (!(sum > LOST)) return false;
      const lift = f64x2.splat(LIFT);
      a = f64x2.mul(a, lift);
      b = f64x2.mul(b, lift);
      c = f64x2.mul(c, lift);
      d = f64x2.mul(d, lift);
      e = f64x2.mul(e, lift);
      f = f64x2.mul(f, lift);
      g = f64x2.mul(g, lift);
      h = f64x2.mul(h, lift);
      sum *= LIFT;
      exponent += LIFT_EXPONENT;
    }
    if (out != 0) {
      const share = f64x2.splat(1 / sum);
      v128.store(out, f64x2.mul(a, share));
      v128.store(out, f64x2.mul(b, share), 16);
      v128.store(out, f64x2.mul(c, share), 32);
      v128.store(out, f64x2.mul(d, share), 48);
      v128.store(out, f64x2.mul(e, share), 64);
      v128.store(out, f64x2.mul(f, share), 80);
      v128.store(out, f64x2.mul(g, share), 96);
      v128.store(out, f64x2.mul(h, share), 112);
      out += 128;
    }
    v128.store(carried, a);
    v128.store(carried, b, 16);
    v128.store(carried, c, 32);
    v128.store(carried, d, 48);
    v128.store(carried, e, 64);
    v128.store(carried, f, 80);
    v128.store(carried, g, 96);
    v128.store(carried, h, 112);
  }
  scale(16, carried, 1 / sum, last);
  store<f64>(last, sum, 128);
  store<f64>(last, <f64>exponent, 136);
  return true;
}
