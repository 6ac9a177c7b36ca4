import { type Hmm, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul, pseudoInverse, transpose } from "@beliefscope/tensor/linalg";
import type { FixedFilter } from "./fixed-filter.ts";
import { linearReadoutFilter } from "./linear-readout.ts";
import { logReadoutFilter } from "./log-readout.ts";
import { stationaryStart } from "./stationary-start.ts";

const MAX_STEPS = 10_000;
const CONVERGED = 1e-14;

/** Singular values of the innovation covariance below this share of the largest count as zero. */
const RANK_TOLERANCE = 1e-12;

/**
 * The best fixed filter: of all stationary linear functions of the one-hot tokens read, the one whose claim is nearest to
 * the hidden state in mean square; the steady state of the Kalman (equivalently Wiener) filter.
 *
 * With C = P(token | state), mu = pi C, J[to, o] = sum_from pi_from T[o, from, to], the covariance Sigma of the claim is
 * the fixed point, iterated from 0, of
 *
 *   Lambda = diag(mu) - mu' mu - C' Sigma C      (covariance of the innovation)
 *   N = J - pi' mu - T' Sigma C,   K = Lambda^+ N'
 *   Sigma <- T' Sigma T + N K
 *
 *   F = T - C K,   v(o) = (e_o - mu) K,   claim = pi + h
 *
 * Tokens sum to one, so Lambda is singular: hence its pseudo-inverse. The form needs no state covariance and so serves
 * generalized processes too. For messN all poles are one number theta with, for l = 1 - n x, b = (n a - 1)/(n - 1),
 *
 *   theta + 1/theta = ((1 + l^2)(1 - b^2) + b^2 (1 - l^2)) / ((1 - b^2) l)
 *
 * @param hmm Any process; for the log readout one that factors with positive emissions.
 * @param options.readout "linear": as above. "log": log-evidence added up with the same memory, claim = softmax (see
 *   `FixedFilter`).
 * @throws RangeError if the equation does not converge: a process that a linear filter can follow ever better with the
 *   number of tokens read (a phase, a component of a mixture, the parity of `even`) has no stationary best filter. Also if
 *   the process has no log readout.
 * @example
 * kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" }).poles; // ≈ [[0.4942706, 0], [0.4942706, 0]]
 * @see Faurre 1976, "Stochastic realization algorithms"; Kalman 1960
 */
export function kalmanFilter(hmm: Hmm, options: { readonly readout: "linear" | "log" }): FixedFilter {
  if (options.readout === "log") {
    return logReadoutFilter("kalmanFilter", hmm, (arrival) => steadyState(arrival).transition);
  }
  const { pi, transition, tokenVectors } = steadyState(hmm);
  return linearReadoutFilter(hmm, pi, transition, tokenVectors);
}

function steadyState(hmm: Hmm): { pi: Float64Array; transition: Tensor; tokenVectors: Tensor } {
  const { numTokens, numStates, labeledTransitions } = hmm;
  const pi = stationaryStart(hmm);
  const T = transitionMatrix(hmm);
  const C = tokenLaw(hmm);
  const mu = matmul({ shape: [1, numStates], data: pi }, C).data;
  const crossCovariance = matrix(numStates, numTokens, (to, token) => {
    let joint = 0;
    for (let from = 0; from < numStates; from++) {
      joint += pi[from]! * labeledTransitions[(token * numStates + from) * numStates + to]!;
    }
    return joint - pi[to]! * mu[token]!;
  });
  const tokenCovariance = matrix(numTokens, numTokens, (i, j) => (i === j ? mu[i]! : 0) - mu[i]! * mu[j]!);

  const transposedT = transpose(T);
  const transposedC = transpose(C);
  let claimCovariance = matrix(numStates, numStates, () => 0);
  for (let step = 0; ; step++) {
    const covarianceC = matmul(claimCovariance, C);
    const innovation = minus(tokenCovariance, matmul(transposedC, covarianceC));
    const cross = minus(crossCovariance, matmul(transposedT, covarianceC));
    const gain = matmul(pseudoInverse(innovation, { tolerance: RANK_TOLERANCE }), transpose(cross));
    const next = plus(matmul(transposedT, matmul(claimCovariance, T)), matmul(cross, gain));
    const change = Math.max(...minus(next, claimCovariance).data.map(Math.abs));
    if (change <= CONVERGED) {
      const tokenVectors = matrix(numTokens, numStates, (token, state) => {
        let mean = 0;
        for (let other = 0; other < numTokens; other++) mean += mu[other]! * gain.data[other * numStates + state]!;
        return gain.data[token * numStates + state]! - mean;
      });
      return { pi, transition: minus(T, matmul(C, gain)), tokenVectors };
    }
    if (step === MAX_STEPS) {
      throw new RangeError(
        `kalmanFilter: the process must have a stationary best filter, got ${hmm.name}, whose Riccati recursion still moves by ${change.toExponential(1)} after ${step} steps`,
      );
    }
    claimCovariance = next;
  }
}

function matrix(rows: number, columns: number, entry: (row: number, column: number) => number): Tensor {
  const data = Float64Array.from({ length: rows * columns }, (_, k) => entry(Math.floor(k / columns), k % columns));
  return { shape: [rows, columns], data };
}

function minus(A: Tensor, B: Tensor): Tensor {
  return { shape: A.shape, data: A.data.map((entry, k) => entry - B.data[k]!) };
}

function plus(A: Tensor, B: Tensor): Tensor {
  return { shape: A.shape, data: A.data.map((entry, k) => entry + B.data[k]!) };
}
