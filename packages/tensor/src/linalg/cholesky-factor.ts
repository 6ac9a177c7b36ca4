/**
 * L of A = L L', row by row: each entry is one dot product of two contiguous rows.
 *
 * @param A Symmetric, shape [n, n]; only the lower triangle is read.
 * @returns L, shape [n, n]; or the first pivot that is not positive, if A is not positive definite.
 */
export function choleskyFactor(
  A: Float64Array,
  n: number,
): Float64Array | { readonly pivot: number; readonly row: number } {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) L[row + j] = (A[row + j]! - dot(L, row, j * n, j)) / L[j * n + j]!;
    const pivot = A[row + i]! - dot(L, row, row, i);
    if (!(pivot > 0)) return { pivot, row: i };
    L[row + i] = Math.sqrt(pivot);
  }
  return L;
}

/** X of L L' X = B, with B and X of shape [n, m]. */
export function solveFactored(L: Float64Array, n: number, B: Float64Array, m: number): Float64Array {
  const X = B.slice();
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
  return X;
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
