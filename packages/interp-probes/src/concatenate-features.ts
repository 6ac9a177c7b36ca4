import type { Tensor } from "@beliefscope/tensor";

/**
 * Puts the features of several sites side by side.
 *
 * @param sites Each [row, feature], with the same rows.
 * @returns Shape [row, sum of the features].
 * @throws RangeError if there is no site, or the sites differ in their rows.
 * @example
 * const a = { shape: [2, 1], data: Float32Array.of(1, 2) };
 * const b = { shape: [2, 2], data: Float32Array.of(3, 4, 5, 6) };
 * concatenateFeatures([a, b]).data; // => [1, 3, 4, 2, 5, 6]
 */
export function concatenateFeatures(sites: readonly Tensor<Float32Array>[]): Tensor<Float32Array> {
  const rows = sites[0]?.shape[0];
  const shapes = sites.map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
  if (rows === undefined || sites.some(({ shape }) => shape.length !== 2 || shape[0] !== rows)) {
    throw new RangeError(
      `concatenateFeatures: sites must have shapes [row, feature] with the same rows, got ${shapes || "none"}`,
    );
  }
  const total = sites.reduce((sum, { shape }) => sum + shape[1]!, 0);
  const data = new Float32Array(rows * total);
  let first = 0;
  for (const { shape, data: site } of sites) {
    const width = shape[1]!;
    for (let row = 0; row < rows; row++) data.set(site.subarray(row * width, (row + 1) * width), row * total + first);
    first += width;
  }
  return { shape: [rows, total], data };
}
