import type { Tensor } from "@beliefscope/tensor";
import { matmul, reachableSubspace, transpose } from "@beliefscope/tensor/linalg";
import { planeBasis } from "./plane-basis.ts";

/**
 * An orthonormal basis of the subspace spanned by the rows of v F^d, d = 0, 1, ...
 *
 * @param transition F, shape [state, state].
 * @param vectors v, shape [any, state].
 * @param normal Every row of v F^d is orthogonal to this vector, shape [state] (probabilities that sum to 0, say). The
 *   subspace is sought within that plane, so that rounding can't leave it and find the eigenvalue 1 outside.
 * @returns Shape [rank, state].
 */
export function reachableBasis(transition: Tensor, vectors: Tensor, normal: Float64Array): Tensor {
  const plane = planeBasis(normal);
  if (plane.shape[0] === 0) return plane;
  return matmul(reachableSubspace(matmul(vectors, transpose(plane)), within(plane, transition)), plane);
}

/** B F B': a map in the coordinates of an orthonormal basis, the rows of B. */
export function within(basis: Tensor, transition: Tensor): Tensor {
  return matmul(matmul(basis, transition), transpose(basis));
}
