// Forward, then backward: what the hidden states were in the light of all tokens, and how often each move was made, f64.
// What is carried back is not normalised either; see forward.ts.
import { rowTimesMatrix, scale } from "./shared/row-times-matrix";
export { forward } from "./forward";

const SMALL: f64 = 5.421010862427522e-20; // 2^-64
const LIFT: f64 = 18446744073709551616.0;
const LOST: f64 = 1e-100;
const HUGE: f64 = 1e200;

/**
 * One piece of a sequence, from its end to its beginning.
 *
 *   u = T[w_t] beta_t,   P(s_{t-1}, s_t | all) = b_{t-1}[s_{t-1}] T[w_t, s_{t-1}, s_t] beta_t[s_t] / (b_{t-1} · u),   beta_{t-1} = u
 *
 * @param n States.
 * @param transposed Transitions, [token, to, from].
 * @param tokens i32, [count].
 * @param before The belief before each token, [count, state].
 * @param beta Two rows of n: the first holds beta after the last token, and receives the one before the first, up to a factor.
 * @param pairs Receives b_{t-1}[from] beta_t[to] / (b_{t-1} · u), added up by token, [token, from, to]; 0 if unwanted.
 * @param smoothed Receives P(state before token t | all), [count, state]; 0 if unwanted.
 * @returns Whether all went well; if not, numbers have left the range that is kept here.
 */
export function backward(
  n: i32,
  transposed: usize,
  tokens: usize,
  count: i32,
  before: usize,
  beta: usize,
  pairs: usize,
  smoothed: usize,
): bool {
  if (n == 3) return backward3(transposed, tokens, count, before, beta, pairs, smoothed);
  const row = (<usize>n) << 3;
  const matrix = row * <usize>n;
  let x = beta;
  let y = beta + row;
  for (let t = count - 1; t >= 0; t--) {
    const token = <usize>load<i32>(tokens + ((<usize>t) << 2));
    const b = before + row * <usize>t;
    rowTimesMatrix(n, x, transposed + matrix * token, y);
    const sum = dot(n, b, y);
    if (!(sum > LOST && sum < HUGE)) return false;
    const share = 1 / sum;
    if (pairs != 0) addOuter(n, b, share, x, pairs + matrix * token);
    if (smoothed != 0) multiply(n, b, share, y, smoothed + row * <usize>t);
    for (let lifted = sum; lifted < SMALL; lifted *= LIFT) scale(n, y, LIFT, y);
    const swap = x;
    x = y;
    y = swap;
  }
  if (x != beta) scale(n, x, 1, beta);
  return true;
}

/** `backward` for three states, which stay in registers. */
function backward3(
  transposed: usize,
  tokens: usize,
  count: i32,
  before: usize,
  beta: usize,
  pairs: usize,
  smoothed: usize,
): bool {
  let x = load<f64>(beta);
  let y = load<f64>(beta, 8);
  let z = load<f64>(beta, 16);
  for (let t = count - 1; t >= 0; t--) {
    const token = 72 * <usize>load<i32>(tokens + ((<usize>t) << 2));
    const M = transposed + token;
    const b = before + 24 * <usize>t;
    let u = x * load<f64>(M) + y * load<f64>(M, 24) + z * load<f64>(M, 48);
    let v = x * load<f64>(M, 8) + y * load<f64>(M, 32) + z * load<f64>(M, 56);
    let w = x * load<f64>(M, 16) + y * load<f64>(M, 40) + z * load<f64>(M, 64);
    let p = load<f64>(b);
    let q = load<f64>(b, 8);
    let r = load<f64>(b, 16);
    let sum = p * u + q * v + r * w;
    if (!(sum > LOST && sum < HUGE)) return false;
    const share = 1 / sum;
    p *= share;
    q *= share;
    r *= share;
    if (pairs != 0) {
      const C = pairs + token;
      const xy = f64x2.replace_lane(f64x2.splat(x), 1, y);
      const zx = f64x2.replace_lane(f64x2.splat(z), 1, x);
      const yz = f64x2.replace_lane(f64x2.splat(y), 1, z);
      const pq = f64x2.replace_lane(f64x2.splat(p), 1, q);
      v128.store(C, f64x2.add(v128.load(C), f64x2.mul(f64x2.splat(p), xy)));
      v128.store(C, f64x2.add(v128.load(C, 16), f64x2.mul(pq, zx)), 16);
      v128.store(C, f64x2.add(v128.load(C, 32), f64x2.mul(f64x2.splat(q), yz)), 32);
      v128.store(C, f64x2.add(v128.load(C, 48), f64x2.mul(f64x2.splat(r), xy)), 48);
      store<f64>(C, load<f64>(C, 64) + r * z, 64);
    }
    if (smoothed != 0) {
      const target = smoothed + 24 * <usize>t;
      store<f64>(target, p * u);
      store<f64>(target, q * v, 8);
      store<f64>(target, r * w, 16);
    }
    while (sum < SMALL) {
      u *= LIFT;
      v *= LIFT;
      w *= LIFT;
      sum *= LIFT;
    }
    x = u;
    y = v;
    z = w;
  }
  store<f64>(beta, x);
  store<f64>(beta, y, 8);
  store<f64>(beta, z, 16);
  return true;
}

function dot(n: i32, x: usize, y: usize): f64 {
  let pair = f64x2.splat(0);
  let i: usize = 0;
  for (const end: usize = (<usize>(n & ~1)) << 3; i < end; i += 16) {
    pair = f64x2.add(pair, f64x2.mul(v128.load(x + i), v128.load(y + i)));
  }
  const sum = f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
  return (n & 1) == 1 ? sum + load<f64>(x + i) * load<f64>(y + i) : sum;
}

/** target = factor x y, entry by entry. */
function multiply(n: i32, x: usize, factor: f64, y: usize, target: usize): void {
  const f = f64x2.splat(factor);
  let i: usize = 0;
  for (const end: usize = (<usize>(n & ~1)) << 3; i < end; i += 16) {
    v128.store(target + i, f64x2.mul(f64x2.mul(f, v128.load(x + i)), v128.load(y + i)));
  }
  if ((n & 1) == 1) store<f64>(target + i, factor * load<f64>(x + i) * load<f64>(y + i));
}

/** M += factor x' y. */
function addOuter(n: i32, x: usize, factor: f64, y: usize, M: usize): void {
  const width = (<usize>(n & ~1)) << 3;
  const row = (<usize>n) << 3;
  for (let i = x, end = x + row; i < end; i += 8) {
    const f = factor * load<f64>(i);
    const ff = f64x2.splat(f);
    let j: usize = 0;
    for (; j + 32 <= width; j += 32) {
      v128.store(M + j, f64x2.add(v128.load(M + j), f64x2.mul(ff, v128.load(y + j))));
      v128.store(M + j, f64x2.add(v128.load(M + j, 16), f64x2.mul(ff, v128.load(y + j, 16))), 16);
    }
    for (; j < width; j += 16) v128.store(M + j, f64x2.add(v128.load(M + j), f64x2.mul(ff, v128.load(y + j))));
    if (j < row) store<f64>(M + j, load<f64>(M + j) + f * load<f64>(y + j));
    M += row;
  }
}
