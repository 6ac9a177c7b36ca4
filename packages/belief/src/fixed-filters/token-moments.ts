import { type Hmm, refuseNegative, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import { planeBasis } from "./plane-basis.ts";

/** Tokens rarer than this are left out: no filter learns from them. */
const NEVER = 1e-12;

/**
 * The first and second moments of the next one-hot token, in the coordinates in which its covariance is the identity.
 *
 * One-hot tokens sum to one, so their covariance diag(mu) - mu' mu is singular. With u = sqrt(mu) it is
 * diag(u) (I - u' u) diag(u), and Q, an orthonormal basis of the plane orthogonal to u, whitens it without a division by
 * anything small: W = diag(1/u) Q', W' (diag(mu) - mu' mu) W = I.
 */
export type TokenMoments = {
  /** mu, the law of the token, shape [token]. */
  readonly mean: Float64Array;
  /** The law of the hidden state after the token, shape [state]. */
  readonly nextLaw: Float64Array;
  /** W, shape [token, r]: r is the number of tokens that can come, less 1. */
  readonly whitening: Tensor;
  /** C W with C = P(token | state), shape [state, r]. */
  readonly emission: Tensor;
  /** (J - nextLaw' mu) W with J = P(next state, token), shape [state, r]: the covariance of the next state and the token. */
  readonly crossCovariance: Tensor;
};

/** The moments of the token that comes next where the hidden state has this law, shape [state]. */
export function tokenMoments(hmm: Hmm, law: Float64Array): TokenMoments {
  const { numTokens, numStates, labeledTransitions } = hmm;
  const C = tokenLaw(hmm);
  const row = { shape: [1, numStates], data: law };
  const mean = matmul(row, C).data;
  mean.forEach((p) => refuseNegative(hmm, p));
  const nextLaw = matmul(row, transitionMatrix(hmm)).data;

  const possible = [...mean.keys()].filter((token) => mean[token]! > NEVER);
  const roots = Float64Array.from(possible, (token) => Math.sqrt(mean[token]!));
  const Q = planeBasis(roots);
  const rank = Q.shape[0]!;
  const whitening = new Float64Array(numTokens * rank);
  possible.forEach((token, k) => {
    for (let i = 0; i < rank; i++) whitening[token * rank + i] = Q.data[i * possible.length + k]! / roots[k]!;
  });
  const W = { shape: [numTokens, rank], data: whitening };

  const covariance = new Float64Array(numStates * numTokens);
  for (let to = 0; to < numStates; to++) {
    for (let token = 0; token < numTokens; token++) {
      let joint = 0;
      for (let from = 0; from < numStates; from++) {
        joint += law[from]! * labeledTransitions[(token * numStates + from) * numStates + to]!;
      }
      covariance[to * numTokens + token] = joint - nextLaw[to]! * mean[token]!;
    }
  }
  return {
    mean,
    nextLaw,
    whitening: W,
    emission: matmul(C, W),
    crossCovariance: matmul({ shape: [numStates, numTokens], data: covariance }, W),
  };
}
