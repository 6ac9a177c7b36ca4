/** What is left of a row after taking off the rows before it counts as nothing below this share of its size. */
const ROUNDING = 1e-12;

/**
 * Orthonormalises rows in place (modified Gram-Schmidt, twice over): row i loses its
 * components along the rows before it, and is scaled to length 1. Rows that vanish are dropped, later ones move up.
 *
 * @param rows Flat, `count` rows of `width`.
 * @param sizes The size of each row before whatever cancellation made it, shape [count]: what rounding is measured by.
 * @param logLengths Receives the log of the length that each kept row had left, shape [count].
 * @returns The number of rows kept.
 */
export function orthonormalize(
  rows: Float64Array,
  count: number,
  width: number,
  sizes: Float64Array,
  logLengths: Float64Array,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const source = i * width;
    const target = kept * width;
    if (source !== target) rows.copyWithin(target, source, source + width);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < kept; j++) {
        let overlap = 0;
        for (let c = 0; c < width; c++) overlap += rows[target + c]! * rows[j * width + c]!;
        for (let c = 0; c < width; c++) rows[target + c]! -= overlap * rows[j * width + c]!;
      }
    }
    let square = 0;
    for (let c = 0; c < width; c++) square += rows[target + c]! ** 2;
    const length = Math.sqrt(square);
    if (!(length > ROUNDING * sizes[i]!)) continue;
    for (let c = 0; c < width; c++) rows[target + c]! /= length;
    logLengths[kept++] = Math.log(length);
  }
  return kept;
}
