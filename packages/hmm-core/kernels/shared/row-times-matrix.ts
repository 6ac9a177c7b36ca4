// y = x M for a row x of n and a matrix M of n rows, n columns, all f64; x and y do not overlap.

// @ts-ignore: decorator
@inline
function at(pointer: usize, index: i32): usize {
  return pointer + ((<usize>index) << 3);
}

/** From here on M is read row by row, in the order in which it lies in memory. */
const LARGE = 16;

/** Eight columns at a time, kept in four registers while x and the rows of M stream by; then two, and the last one. */
export function rowTimesMatrix(n: i32, x: usize, M: usize, y: usize): void {
  if (n == 16) return rowTimesMatrix16(x, M, y);
  if (n >= LARGE) return rowTimesLargeMatrix(n, x, M, y);
  const row = (<usize>n) << 3;
  let column = 0;
  if (column + 8 <= n) {
    let entry = at(M, column);
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    for (let i = x, end = at(x, n); i < end; i += 8) {
      const s = v128.load64_splat(i);
      a = f64x2.add(a, f64x2.mul(s, v128.load(entry)));
      b = f64x2.add(b, f64x2.mul(s, v128.load(entry, 16)));
      c = f64x2.add(c, f64x2.mul(s, v128.load(entry, 32)));
      d = f64x2.add(d, f64x2.mul(s, v128.load(entry, 48)));
      entry += row;
    }
    const target = at(y, column);
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
    column += 8;
  }
  for (; column + 2 <= n; column += 2) {
    let entry = at(M, column);
    let a = f64x2.splat(0);
    for (let i = x, end = at(x, n); i < end; i += 8) {
      a = f64x2.add(a, f64x2.mul(v128.load64_splat(i), v128.load(entry)));
      entry += row;
    }
    v128.store(at(y, column), a);
  }
  if (column < n) {
    let entry = at(M, column);
    let sum: f64 = 0;
    for (let i = x, end = at(x, n); i < end; i += 8) {
      sum += load<f64>(i) * load<f64>(entry);
      entry += row;
    }
    store<f64>(at(y, column), sum);
  }
}

/** Sixteen columns in eight registers, two rows at a time. */
function rowTimesMatrix16(x: usize, M: usize, y: usize): void {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let e = f64x2.splat(0);
  let f = f64x2.splat(0);
  let g = f64x2.splat(0);
  let h = f64x2.splat(0);
  for (const end = x + 128; x < end; x += 16) {
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
  v128.store(y, a);
  v128.store(y, b, 16);
  v128.store(y, c, 32);
  v128.store(y, d, 48);
  v128.store(y, e, 64);
  v128.store(y, f, 80);
  v128.store(y, g, 96);
  v128.store(y, h, 112);
}

/**
 * Four rows at a time, one from each quarter of M, added to y, which stays in the nearest cache. Each quarter is read from
 * its beginning to its end without a jump: four streams that a processor fetches ahead of need, where M comes from memory.
 */
function rowTimesLargeMatrix(n: i32, x: usize, M: usize, y: usize): void {
  const row = (<usize>n) << 3;
  const pairsEnd = y + ((<usize>(n & ~1)) << 3);
  const foursEnd = y + ((<usize>(n & ~3)) << 3);
  const apart = (<usize>(n >> 2)) << 3; // of x
  const far = apart * <usize>n; // of M
  memory.fill(y, 0, row);
  let i = x;
  for (const end = x + apart; i < end; i += 8) {
    const a = v128.load64_splat(i);
    const b = v128.load64_splat(i + apart);
    const c = v128.load64_splat(i + 2 * apart);
    const d = v128.load64_splat(i + 3 * apart);
    let p = M;
    let q = p + far;
    let r = q + far;
    let s = r + far;
    let t = y;
    for (; t < foursEnd; t += 32) {
      v128.store(t, f64x2.add(v128.load(t), fourProducts(a, b, c, d, v128.load(p), v128.load(q), v128.load(r), v128.load(s))));
      v128.store(t, f64x2.add(v128.load(t, 16), fourProducts(a, b, c, d, v128.load(p, 16), v128.load(q, 16), v128.load(r, 16), v128.load(s, 16))), 16);
      p += 32;
      q += 32;
      r += 32;
      s += 32;
    }
    if (t < pairsEnd) {
      v128.store(t, f64x2.add(v128.load(t), fourProducts(a, b, c, d, v128.load(p), v128.load(q), v128.load(r), v128.load(s))));
      p += 16;
      q += 16;
      r += 16;
      s += 16;
      t += 16;
    }
    if (t < y + row) {
      const left = load<f64>(i) * load<f64>(p) + load<f64>(i + apart) * load<f64>(q);
      const right = load<f64>(i + 2 * apart) * load<f64>(r) + load<f64>(i + 3 * apart) * load<f64>(s);
      store<f64>(t, load<f64>(t) + (left + right));
    }
    M += row;
  }
  i += 3 * apart;
  M += 3 * far;
  for (const end = at(x, n); i < end; i += 8) {
    const a = v128.load64_splat(i);
    let p = M;
    let t = y;
    for (; t < pairsEnd; t += 16) {
      v128.store(t, f64x2.add(v128.load(t), f64x2.mul(a, v128.load(p))));
      p += 16;
    }
    if (t < y + row) store<f64>(t, load<f64>(t) + load<f64>(i) * load<f64>(p));
    M += row;
  }
}

// @ts-ignore: decorator
@inline
function fourProducts(a: v128, b: v128, c: v128, d: v128, p: v128, q: v128, r: v128, s: v128): v128 {
  return f64x2.add(f64x2.add(f64x2.mul(a, p), f64x2.mul(b, q)), f64x2.add(f64x2.mul(c, r), f64x2.mul(d, s)));
}

/** The sum of n entries. */
export function sumOf(n: i32, x: usize): f64 {
  let pair = f64x2.splat(0);
  let i = x;
  for (let end = at(x, n & ~1); i < end; i += 16) pair = f64x2.add(pair, v128.load(i));
  const sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  return (n & 1) == 1 ? sum + load<f64>(i) : sum;
}

/** y = factor x, n entries. */
export function scale(n: i32, x: usize, factor: f64, y: usize): void {
  const f = f64x2.splat(factor);
  let i: usize = 0;
  for (const end: usize = (<usize>(n & ~1)) << 3; i < end; i += 16) v128.store(y + i, f64x2.mul(f, v128.load(x + i)));
  if ((n & 1) == 1) store<f64>(y + i, factor * load<f64>(x + i));
}
