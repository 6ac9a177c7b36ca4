import { LuDecomposition } from "ml-matrix";
import type { Tensor } from "../tensor.ts";
import { checkMatrix, checkSquare } from "./check-matrix.ts";
import { fromMlMatrix, toMlMatrix } from "./ml-matrix.ts";

/**
 * Solves A X = B by LU decomposition with row pivoting.
 *
 * @param A Square and invertible, shape [n, n].
 * @param B Right-hand sides as columns, shape [n, m].
 * @returns X, shape [n, m].
 * @throws RangeError if shapes do not fit, an entry is not finite, or a pivot is below n * 2^-52 of the largest.
 * @example
 * const A = createTensor(Float64Array.of(2, 1, 0, 4), [2, 2]);
 * solve(A, createTensor(Float64Array.of(4, 8), [2, 1])).data; // => [1, 2]
 */
export function solve(A: Tensor, B: Tensor): Tensor {
  const n = checkSquare("solve", "A", A);
  const [rows] = checkMatrix("solve", "B", B);
  if (rows !== n) throw new RangeError(`solve: B must have ${n} rows like A, got ${rows}`);
  const lu = new LuDecomposition(toMlMatrix(A));
  const pivots = lu.upperTriangularMatrix.diagonal().map(Math.abs);
  if (Math.min(...pivots) <= n * Number.EPSILON * Math.max(...pivots)) {
    throw new RangeError("solve: A must be invertible, got a matrix that is singular to working precision");
  }
  return fromMlMatrix(lu.solve(toMlMatrix(B)));
}
