import { EigenvalueDecomposition } from "ml-matrix";
import type { Tensor } from "../tensor.ts";
import { checkSquare } from "./check-matrix.ts";
import { toMlMatrix } from "./ml-matrix.ts";

/** A complex number as [real, imaginary]. */
export type Complex = readonly [re: number, im: number];

/**
 * The eigenvalues of a real square matrix, each as often as it is a root of the characteristic polynomial.
 *
 * @param A Shape [n, n].
 * @returns n complex numbers, the largest modulus first; those of equal modulus by falling real, then imaginary part.
 * @throws RangeError if A is not a square matrix of finite numbers.
 * @example
 * eigenvalues(createTensor(Float64Array.of(0, -1, 1, 0), [2, 2])); // ≈ [[0, 1], [0, -1]]
 */
export function eigenvalues(A: Tensor): Complex[] {
  checkSquare("eigenvalues", "A", A);
  if (A.data.length === 0) return [];
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(toMlMatrix(A));
  return realEigenvalues
    .map((re, i): Complex => [re, imaginaryEigenvalues[i]!])
    .sort((a, b) => compare(Math.hypot(...b), Math.hypot(...a)) || compare(b[0], a[0]) || b[1] - a[1]);
}

/** Numbers equal up to rounding compare as equal, so that conjugate pairs stay together. */
function compare(a: number, b: number): number {
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b;
}
