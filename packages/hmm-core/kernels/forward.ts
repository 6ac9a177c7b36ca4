// The forward recursion over sequences of tokens, f64. What is carried from token to token is not normalised: dividing would
// put a division on the chain of every step. Each belief is divided on its way out; when the sum of what is carried has
// become small, it is multiplied by a power of two, which is exact, and the exponent is counted.
import { rowTimesMatrix, scale, sumOf } from "./shared/row-times-matrix";

/** Below this sum what is carried is lifted by its inverse, 2^64, which leaves each state 288 decades of its own. */
const SMALL: f64 = 5.421010862427522e-20;
const LIFT: f64 = 18446744073709551616.0;
const LIFT_EXPONENT: i32 = 64;

/** A step to a sum this small is given back to whoever can do it slowly. */
const LOST: f64 = 1e-100;

/**
 * One row of tokens.
 *
 * @param n States.
 * @param T Transitions, [token, from, to].
 * @param tokens i32, [count].
 * @param carried Two rows of n; the first holds the belief before the first token.
 * @param out Receives the belief after each token, [count, state]; 0 if unwanted.
 * @param last Receives the belief after the last token, [state], and behind it the sum of what was carried, and the exponent
 *   of two by which that was lifted: P(tokens) = sum · 2^-exponent.
 * @returns Whether all went well; if not, a token is impossible or too improbable for the sums kept here.
 */
export function forward(n: i32, T: usize, tokens: usize, count: i32, carried: usize, out: usize, last: usize): bool {
  if (n == 3) return forward3(T, tokens, count, carried, out, last);
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

/** `forward` for three states, which stay in registers. */
function forward3(T: usize, tokens: usize, count: i32, carried: usize, out: usize, last: usize): bool {
  let a = load<f64>(carried);
  let b = load<f64>(carried, 8);
  let c = load<f64>(carried, 16);
  let sum: f64 = 1;
  let exponent = 0;
  for (let end = tokens + ((<usize>count) << 2); tokens < end; tokens += 4) {
    const M = T + 72 * <usize>load<i32>(tokens);
    const d = a * load<f64>(M) + b * load<f64>(M, 24) + c * load<f64>(M, 48);
    const e = a * load<f64>(M, 8) + b * load<f64>(M, 32) + c * load<f64>(M, 56);
    const f = a * load<f64>(M, 16) + b * load<f64>(M, 40) + c * load<f64>(M, 64);
    a = d;
    b = e;
    c = f;
    sum = a + b + c;
    while (!(sum > SMALL)) {
      if (!(sum > LOST)) return false;
      a *= LIFT;
      b *= LIFT;
      c *= LIFT;
      sum *= LIFT;
      exponent += LIFT_EXPONENT;
    }
    if (out != 0) {
      const share = 1 / sum;
      store<f64>(out, a * share);
      store<f64>(out, b * share, 8);
      store<f64>(out, c * share, 16);
      out += 24;
    }
  }
  store<f64>(last, a / sum);
  store<f64>(last, b / sum, 8);
  store<f64>(last, c / sum, 16);
  store<f64>(last, sum, 24);
  store<f64>(last, <f64>exponent, 32);
  return true;
}
