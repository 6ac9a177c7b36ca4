import { EigenvalueDecomposition } from "ml-matrix";
import type { Tensor } from "../tensor.ts";
import { checkSquare } from "./check-matrix.ts";
import { toMlMatrix } from "./ml-matrix.ts";

/**
 * The spectral decomposition of a symmetric matrix.
 *
 *   A = sum_i values[i] vectors[i]' vectors[i]
 *
 * @param A Symmetric, shape [n, n]; the mean of A and its transpose is used.
 * @returns `values`, shape [n], ascending; `vectors`, shape [n, n], whose ROW i is the unit eigenvector of values[i]
 *   (its sign is arbitrary).
 * @throws RangeError if A is not a square matrix of finite numbers.
 * @example
 * symmetricEigen(createTensor(Float64Array.of(2, 1, 1, 2), [2, 2])).values; // ≈ [1, 3]
 */
export function symmetricEigen(A: Tensor): { values: Float64Array; vectors: Tensor } {
  const n = checkSquare("symmetricEigen", "A", A);
  if (n === 0) return { values: new Float64Array(0), vectors: { shape: [0, 0], data: new Float64Array(0) } };
  const matrix = toMlMatrix(A);
  const symmetric = matrix.clone().add(matrix.transpose()).mul(0.5);
  const decomposition = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const order = decomposition.realEigenvalues.map((_, i) => i);
  order.sort((a, b) => decomposition.realEigenvalues[a]! - decomposition.realEigenvalues[b]!);
  const vectors = new Float64Array(n * n);
  order.forEach((column, i) => {
    for (let j = 0; j < n; j++) vectors[i * n + j] = decomposition.eigenvectorMatrix.get(j, column);
  });
  const values = Float64Array.from(order, (i) => decomposition.realEigenvalues[i]!);
  return { values, vectors: { shape: [n, n], data: vectors } };
}
