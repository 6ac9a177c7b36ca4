import type { Tensor } from "@beliefscope/tensor";
import { type Complex, eigenvalues, matmul, reachableSubspace, transpose } from "@beliefscope/tensor/linalg";

/**
 * The eigenvalues of F on the subspace spanned by the rows of v F^d, d = 0, 1, ...
 *
 * @param transition F, shape [state, state].
 * @param tokenVectors v, shape [token, state].
 * @param normal Every row of v F^d is orthogonal to this vector, shape [state] (probabilities that sum to 0, say). The
 *   subspace is sought within that plane, so that rounding can't leave it and find the eigenvalue 1 outside.
 */
export function reachablePoles(transition: Tensor, tokenVectors: Tensor, normal: Float64Array): Complex[] {
  const plane = planeBasis(normal);
  if (plane.shape[0] === 0) return [];
  const F = matmul(matmul(plane, transition), transpose(plane));
  const basis = reachableSubspace(matmul(tokenVectors, transpose(plane)), F);
  if (basis.shape[0] === 0) return [];
  return eigenvalues(matmul(matmul(basis, F), transpose(basis)));
}

/** Orthonormal rows, all orthogonal to a vector: the last n - 1 rows of the Householder reflection that sends it to an axis. */
function planeBasis(normal: Float64Array): Tensor {
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
