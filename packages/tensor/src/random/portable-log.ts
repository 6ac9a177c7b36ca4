/** ln 2 as a sum of two numbers, the first with trailing zero bits so that small multiples of it are exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/**
 * The natural logarithm from arithmetic alone, so that every platform gives the same bits (Math.log may differ in the last).
 *
 *   x = m 2^k with m in [sqrt(1/2), sqrt(2)),  s = (m - 1) / (m + 1)
 *   log x = k log 2 + 2 (s + s^3/3 + s^5/5 + ...)
 *
 * @param x A positive normal number.
 * @returns log x, correct to about 1e-16 relative to max(1, |log x|).
 */
export function portableLog(x: number): number {
  let m = x;
  let k = 0;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  for (; m >= Math.SQRT2; k++) m /= 2;
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let series = 0;
  for (let n = 23; n >= 1; n -= 2) series = series * square + 1 / n;
  return k * LN2_HIGH + (2 * s * series + k * LN2_LOW);
}
