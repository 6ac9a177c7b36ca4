import type { Tensor } from "../tensor.ts";
import { checkMatrix, checkSquare } from "./check-matrix.ts";
import { choleskyFactor, solveFactored } from "./cholesky-factor.ts";

/**
 * Solves A X = B for a symmetric positive definite A by the Cholesky decomposition A = L L'.
 *
 *   L[i, j] = (A[i, j] - sum_{k<j} L[i, k] L[j, k]) / L[j, j]
 *
 * Only the lower triangle of A is read. About n^3/3 + 2 n^2 m multiplications, on flat rows.
 *
 * @param A Symmetric positive definite, shape [n, n].
 * @param B Right-hand sides as columns, shape [n, m].
 * @returns X, shape [n, m].
 * @throws RangeError if shapes do not fit, an entry is not finite, or A is not positive definite.
 * @example
 * const A = createTensor(Float64Array.of(4, 2, 2, 5), [2, 2]);
 * choleskySolve(A, createTensor(Float64Array.of(8, 12), [2, 1])).data; // => [1, 2]
 */
export function choleskySolve(A: Tensor, B: Tensor): Tensor {
  const n = checkSquare("choleskySolve", "A", A);
  const [rows, m] = checkMatrix("choleskySolve", "B", B);
  if (rows !== n) throw new RangeError(`choleskySolve: B must have ${n} rows like A, got ${rows}`);
  const L = choleskyFactor(A.data, n);
  if ("pivot" in L) {
    throw new RangeError(`choleskySolve: A must be positive definite, got pivot ${L.pivot} in row ${L.row}`);
  }
  return { shape: [n, m], data: solveFactored(L, n, B.data, m) };
}
