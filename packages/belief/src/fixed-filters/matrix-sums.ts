import type { Tensor } from "@beliefscope/tensor";
import { transpose } from "@beliefscope/tensor/linalg";

/** A + B */
export function plus(A: Tensor, B: Tensor): Tensor {
  return { shape: A.shape, data: A.data.map((entry, k) => entry + B.data[k]!) };
}

/** A - B */
export function minus(A: Tensor, B: Tensor): Tensor {
  return { shape: A.shape, data: A.data.map((entry, k) => entry - B.data[k]!) };
}

/** The mean of a square matrix and its transpose, which rounding has set apart. */
export function symmetric(A: Tensor): Tensor {
  return { shape: A.shape, data: plus(A, transpose(A)).data.map((entry) => entry / 2) };
}
