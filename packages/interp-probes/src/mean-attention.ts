import type { PatternMoments } from "./pattern-moments.ts";

/**
 * The mean attention of one head, by how far back the key is.
 *
 *   row t, entry d = E A[t, t - d],   d = 0, …, t
 *
 * @param head In [0, numHeads).
 * @returns A row for each query, which `fitDecay` reads.
 * @throws RangeError if there is no such head.
 * @example
 * const patterns = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 0, 0.25, 0.75) };
 * meanAttention(patternMoments(patterns, Float64Array.of(1)), 0)[1]; // => [0.75, 0.25]
 */
export function meanAttention({ numHeads, length, pattern }: PatternMoments, head: number): Float64Array[] {
  if (!Number.isInteger(head) || head < 0 || head >= numHeads) {
    throw new RangeError(`meanAttention: head must be an integer in [0, ${numHeads}), got ${head}`);
  }
  return Array.from({ length }, (_, query) => {
    const row = (head * length + query) * length;
    return pattern.mean.slice(row, row + query + 1).reverse();
  });
}
