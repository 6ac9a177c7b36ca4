import { Matrix } from "ml-matrix";
import type { Tensor } from "../tensor.ts";

/** A copy of a checked tensor as an ml-matrix matrix; these never leave this folder. */
export function toMlMatrix(matrix: Tensor): Matrix {
  return Matrix.from1DArray(matrix.shape[0]!, matrix.shape[1]!, matrix.data);
}

/** The way back. */
export function fromMlMatrix(matrix: Matrix): Tensor {
  return { shape: [matrix.rows, matrix.columns], data: Float64Array.from(matrix.to1DArray()) };
}
