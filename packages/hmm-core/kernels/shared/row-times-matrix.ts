// y = x M for a row x of n and a matrix M of n rows, n columns, all f64; x and y do not overlap.

// @ts-ignore: decorator
@inline
function at(pointer: usize, index: i32): usize {
  return pointer + ((<usize>index) << 3);
}

/** Sixteen columns at a time, kept in eight registers while x and the rows of M stream by; then eight, two, and one. */
export function rowTimesMatrix(n: i32, x: usize, M: usize, y: usize): void {
  const row = (<usize>n) << 3;
  let column = 0;
  for (; column + 16 <= n; column += 16) {
    let entry = at(M, column);
    let a = f64x2.splat(0);
    let b = f64x2.splat(0);
    let c = f64x2.splat(0);
    let d = f64x2.splat(0);
    let e = f64x2.splat(0);
    let f = f64x2.splat(0);
    let g = f64x2.splat(0);
    let h = f64x2.splat(0);
    for (let i = x, end = at(x, n); i < end; i += 8) {
      const s = v128.load64_splat(i);
      a = f64x2.add(a, f64x2.mul(s, v128.load(entry)));
      b = f64x2.add(b, f64x2.mul(s, v128.load(entry, 16)));
      c = f64x2.add(c, f64x2.mul(s, v128.load(entry, 32)));
      d = f64x2.add(d, f64x2.mul(s, v128.load(entry, 48)));
      e = f64x2.add(e, f64x2.mul(s, v128.load(entry, 64)));
      f = f64x2.add(f, f64x2.mul(s, v128.load(entry, 80)));
      g = f64x2.add(g, f64x2.mul(s, v128.load(entry, 96)));
      h = f64x2.add(h, f64x2.mul(s, v128.load(entry, 112)));
      entry += row;
    }
    const target = at(y, column);
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
    v128.store(target, e, 64);
    v128.store(target, f, 80);
    v128.store(target, g, 96);
    v128.store(target, h, 112);
  }
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
