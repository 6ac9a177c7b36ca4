import type { Tensor } from "@beliefscope/tensor";
import { matmul, symmetricEigen, transpose } from "@beliefscope/tensor/linalg";
import { minus, plus, symmetric } from "./matrix-sums.ts";

/** What a linear filter follows, the tokens in coordinates in which their covariance is the identity. */
export type LinearModel = {
  /** T, shape [state, state]. */
  readonly transition: Tensor;
  /** C, shape [state, r]: the mean token in each state. */
  readonly emission: Tensor;
  /** G, shape [state, r]: the covariance of the next state and the token. */
  readonly crossCovariance: Tensor;
};

/** What one token does to the covariance Sigma of the claim. */
export type RiccatiStep = {
  /** Lambda^(-1/2) on the tokens that the claim leaves open, shape [r, rank]. */
  readonly whitening: Tensor;
  /** K, shape [r, state]. */
  readonly gain: Tensor;
  /** The covariance of the next claim, shape [state, state]. */
  readonly next: Tensor;
};

/** A combination of tokens of which the claim leaves open no more than this share of its variance counts as foretold. */
const FORETOLD = 1e-12;

/**
 * One step of the Riccati recursion of the best linear filter.
 *
 *   Lambda = I - C' Sigma C              (covariance of the innovation)
 *   N = G - T' Sigma C,   K = Lambda^+ N'
 *   next = T' Sigma T + N K
 *
 * @param covariance Sigma, shape [state, state].
 */
export function riccatiStep({ transition, emission, crossCovariance }: LinearModel, covariance: Tensor): RiccatiStep {
  const pushed = matmul(covariance, emission);
  const explained = matmul(transpose(emission), pushed);
  const r = explained.shape[0]!;
  const innovation = { shape: [r, r], data: explained.data.map((entry, k) => (k % (r + 1) === 0 ? 1 : 0) - entry) };
  const whitening = inverseRoot(innovation);
  const cross = matmul(minus(crossCovariance, matmul(transpose(transition), pushed)), whitening);
  const carried = matmul(matmul(transpose(transition), covariance), transition);
  return {
    whitening,
    gain: matmul(whitening, transpose(cross)),
    next: symmetric(plus(carried, matmul(cross, transpose(cross)))),
  };
}

/** Lambda^(-1/2) as columns, one for each eigenvalue that is not zero. */
function inverseRoot(innovation: Tensor): Tensor {
  const r = innovation.shape[0]!;
  const { values, vectors } = symmetricEigen(innovation);
  const open = [...values.keys()].filter((i) => values[i]! > FORETOLD);
  const data = new Float64Array(r * open.length);
  open.forEach((i, column) => {
    for (let row = 0; row < r; row++) {
      data[row * open.length + column] = vectors.data[i * r + row]! / Math.sqrt(values[i]!);
    }
  });
  return { shape: [r, open.length], data };
}
