import type { Tensor } from "../tensor.ts";
import { checkMatrix, checkSquare } from "./check-matrix.ts";

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
  const L = factor(A.data, n);
  const X = B.data.slice();

  // L Y = B, from the first row down
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(X, i * m, k * m, m, L[i * n + k]!);
    divideRow(X, i * m, m, L[i * n + i]!);
  }
  // L' X = Y, from the last row up
  for (let i = n - 1; i >= 0; i--) {
    divideRow(X, i * m, m, L[i * n + i]!);
    for (let k = 0; k < i; k++) subtractRow(X, k * m, i * m, m, L[i * n + k]!);
  }
  return { shape: [n, m], data: X };
}

/** L of A = L L', row by row: each entry is one dot product of two contiguous rows. */
function factor(A: Float64Array, n: number): Float64Array {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) L[row + j] = (A[row + j]! - dot(L, row, j * n, j)) / L[j * n + j]!;
    const pivot = A[row + i]! - dot(L, row, row, i);
    if (!(pivot > 0))
      throw new RangeError(`choleskySolve: A must be positive definite, got pivot ${pivot} in row ${i}`);
    L[row + i] = Math.sqrt(pivot);
  }
  return L;
}

/** Four partial sums keep the additions from waiting on each other. */
function dot(values: Float64Array, a: number, b: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += values[a + k]! * values[b + k]!;
    s1 += values[a + k + 1]! * values[b + k + 1]!;
    s2 += values[a + k + 2]! * values[b + k + 2]!;
    s3 += values[a + k + 3]! * values[b + k + 3]!;
  }
  for (; k < length; k++) s0 += values[a + k]! * values[b + k]!;
  return s0 + s1 + (s2 + s3);
}

function subtractRow(X: Float64Array, target: number, source: number, m: number, times: number): void {
  for (let j = 0; j < m; j++) X[target + j]! -= times * X[source + j]!;
}

function divideRow(X: Float64Array, row: number, m: number, divisor: number): void {
  for (let j = 0; j < m; j++) X[row + j]! /= divisor;
}
