import type { Tensor } from "@beliefscope/tensor";
import type { PatternMoments } from "./pattern-moments.ts";

/**
 * Patterns in which some heads attend as they do on average: an edit of their hook that takes from these heads all that
 * depends on what is read.
 *
 * @param patterns What the model computes, shape [batch, head, query, key]; not modified.
 * @param moments Of the same heads, over as many positions.
 * @param heads The heads to replace.
 * @returns Same shape.
 * @throws RangeError if the moments are of other heads or another length.
 * @example
 * const patterns = { shape: [2, 1, 2, 2], data: Float32Array.of(1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75) };
 * const moments = patternMoments(patterns, Float64Array.of(1, 1));
 * withMeanAttention(patterns, moments, [0]).data; // => [1, 0, 0.375, 0.625, 1, 0, 0.375, 0.625]
 */
export function withMeanAttention(
  { shape, data }: Tensor<Float32Array>,
  { numHeads, length, pattern }: PatternMoments,
  heads: readonly number[],
): Tensor<Float32Array> {
  if (shape.slice(1).join() !== [numHeads, length, length].join()) {
    const rule = `patterns must have shape [batch, ${numHeads}, ${length}, ${length}] like the moments`;
    throw new RangeError(`withMeanAttention: ${rule}, got [${shape.join(", ")}]`);
  }
  const replaced = data.slice();
  const size = length * length;
  for (let row = 0; row < shape[0]!; row++) {
    for (const head of heads) {
      replaced.set(pattern.mean.subarray(head * size, (head + 1) * size), (row * numHeads + head) * size);
    }
  }
  return { shape, data: replaced };
}
