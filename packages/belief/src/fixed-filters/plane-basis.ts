import type { Tensor } from "@beliefscope/tensor";

/**
 * Orthonormal rows, all orthogonal to a vector: the last n - 1 rows of the Householder reflection that sends it to an axis.
 *
 * @param normal Shape [n], not zero.
 * @returns Shape [n - 1, n].
 */
export function planeBasis(normal: Float64Array): Tensor {
  const n = normal.length;
  const u = normal.slice();
  u[0]! += Math.sign(u[0]! || 1) * Math.hypot(...normal);
  const squares = u.reduce((sum, value) => sum + value * value, 0);
  const data = new Float64Array((n - 1) * n);
  for (let row = 1; row < n; row++) {
    for (let column = 0; column < n; column++) {
      data[(row - 1) * n + column] = (row === column ? 1 : 0) - (2 * u[row]! * u[column]!) / squares;
    }
  }
  return { shape: [n - 1, n], data };
}
