import type { Tensor } from "../tensor.ts";
import { checkMatrix } from "./check-matrix.ts";

/**
 * The transposed matrix.
 *
 * @param A Shape [n, m].
 * @returns Shape [m, n].
 * @throws RangeError if A is not a matrix of finite numbers.
 * @example
 * transpose(createTensor(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])).data; // => [1, 4, 2, 5, 3, 6]
 */
export function transpose(A: Tensor): Tensor {
  const [n, m] = checkMatrix("transpose", "A", A);
  const data = Float64Array.from({ length: n * m }, (_, k) => A.data[(k % n) * m + Math.floor(k / n)]!);
  return { shape: [m, n], data };
}
