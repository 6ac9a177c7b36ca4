import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";

/**
 * The targets with their rows in random order: a control that keeps their values and destroys what they belong to.
 * Rows are permuted uniformly and weights stay where they are; where a few rows hold much of the weight, the R2 of one
 * shuffle scatters widely around its mean, which is near or below 0 held out.
 *
 * @param targets Shape [row, target].
 * @param options.random Where the order comes from.
 * @returns Same shape.
 * @example
 * const targets = { shape: [3, 1], data: Float64Array.of(1, 2, 3) };
 * shuffledTargets(targets, { random: createRandom(1) }).data.toSorted(); // => [1, 2, 3]
 */
export function shuffledTargets({ shape, data }: Tensor, { random }: { readonly random: Random }): Tensor {
  const [rows, width] = shape as [number, number];
  const shuffled = new Float64Array(data.length);
  random.permutation(rows).forEach((from, row) => {
    shuffled.set(data.subarray(from * width, (from + 1) * width), row * width);
  });
  return { shape, data: shuffled };
}
