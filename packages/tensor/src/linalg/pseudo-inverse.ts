import { SingularValueDecomposition } from "ml-matrix";
import type { Tensor } from "../tensor.ts";
import { checkMatrix } from "./check-matrix.ts";
import { toMlMatrix } from "./ml-matrix.ts";

/**
 * The Moore-Penrose inverse, by the singular value decomposition A = U diag(s) V'.
 *
 *   A^+ = V diag(1/s_i if s_i > tolerance * max s, else 0) U'
 *
 * @param A Shape [n, m].
 * @param options.tolerance Singular values up to this fraction of the largest count as zero; default max(n, m) * 2^-52.
 * @returns Shape [m, n].
 * @throws RangeError if A is not a matrix of finite numbers.
 * @example
 * pseudoInverse(createTensor(Float64Array.of(2, 0, 0, 0), [2, 2])).data; // ≈ [0.5, 0, 0, 0]
 */
export function pseudoInverse(A: Tensor, options: { readonly tolerance?: number } = {}): Tensor {
  const [n, m] = checkMatrix("pseudoInverse", "A", A);
  const { tolerance = Math.max(n, m) * Number.EPSILON } = options;
  const inverse = new Float64Array(m * n);
  if (A.data.every((entry) => entry === 0)) return { shape: [m, n], data: inverse };
  const svd = new SingularValueDecomposition(toMlMatrix(A), { autoTranspose: true });
  const U = svd.leftSingularVectors;
  const V = svd.rightSingularVectors;
  const values = svd.diagonal;
  const smallest = tolerance * Math.max(...values);
  values.forEach((value, r) => {
    if (value <= smallest) return;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) inverse[i * n + j]! += (V.get(i, r) * U.get(j, r)) / value;
    }
  });
  return { shape: [m, n], data: inverse };
}
