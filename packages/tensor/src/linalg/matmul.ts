import type { Tensor } from "../tensor.ts";
import { checkMatrix } from "./check-matrix.ts";

/**
 * The matrix product.
 *
 *   (A B)[i, j] = sum_k A[i, k] B[k, j]
 *
 * @param A Shape [n, k].
 * @param B Shape [k, m].
 * @returns Shape [n, m].
 * @throws RangeError if the inner lengths differ or an entry is not finite.
 * @example
 * const A = createTensor(Float64Array.of(1, 2, 3, 4), [2, 2]);
 * matmul(A, createTensor(Float64Array.of(5, 6), [2, 1])).data; // => [17, 39]
 */
export function matmul(A: Tensor, B: Tensor): Tensor {
  const [n, inner] = checkMatrix("matmul", "A", A);
  const [rows, m] = checkMatrix("matmul", "B", B);
  if (rows !== inner) throw new RangeError(`matmul: B must have ${inner} rows like A has columns, got ${rows}`);
  const product = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = A.data[i * inner + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < m; j++) product[i * m + j]! += factor * B.data[k * m + j]!;
    }
  }
  return { shape: [n, m], data: product };
}
