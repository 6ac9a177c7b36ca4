import { checkKind, type Hmm, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { eigenvalues, matmul, transpose } from "@beliefscope/tensor/linalg";
import { checkReadout } from "./check-readout.ts";
import type { FixedFilter } from "./fixed-filter.ts";
import { linearReadoutFilter } from "./linear-readout.ts";
import { logReadoutFilter } from "./log-readout.ts";
import { minus } from "./matrix-sums.ts";
import { reachableBasis, within } from "./reachable-basis.ts";
import { riccatiLimit } from "./riccati-limit.ts";
import { riccatiStep } from "./riccati-step.ts";
import { stationaryStartFor } from "../stationary-start.ts";
import { tokenMoments } from "./token-moments.ts";

/** Poles nearer to the unit circle can't be told from ones on it: rounding moves these by its square root. */
const UNIT_POLE = 1e-7;
/** Eigenvalues of T on the unit circle are known better. */
const UNIT_MODE = 1e-12;

/**
 * The best fixed filter: of all stationary linear functions of the one-hot tokens read, the one whose claim is nearest to
 * the hidden state in mean square; the steady state of the Kalman (equivalently Wiener) filter.
 *
 * With C = P(token | state), mu = pi C, J[to, o] = sum_from pi_from T[o, from, to], the covariance Sigma of the claim is
 * the limit, from 0 and by doubling, of
 *
 *   Lambda = diag(mu) - mu' mu - C' Sigma C      (covariance of the innovation)
 *   N = J - pi' mu - T' Sigma C,   K = Lambda^+ N'
 *   Sigma <- T' Sigma T + N K
 *
 *   F = T - C K,   v(o) = (e_o - mu) K,   claim = pi + h
 *
 * Tokens sum to one, so Lambda is singular: hence its pseudo-inverse. The form needs no state covariance and so serves
 * generalized processes too. The gains on the way there are `kalmanFilterByDepth`'s. For messN all poles are `messPole`.
 *
 * @param hmm Any process; for the log readout one that factors with positive emissions.
 * @param options.readout "linear": as above. "log": log-evidence added up with the same memory, claim = softmax (see
 *   `FixedFilter`).
 * @throws RangeError if there is no stationary best filter, as a linear filter can follow the process ever better with the
 *   number of tokens read: because the process keeps something for ever (z1r its phase, a mixture its component), or
 *   because the filter would have to (the parity of `even`). A memory of over 10^7 tokens is not told from one without
 *   end. Also if the process has no log readout.
 * @example
 * kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" }).poles; // ≈ [[0.4942706, 0], [0.4942706, 0]]
 * @see Faurre 1976, "Stochastic realization algorithms"; Kalman 1960
 */
export function kalmanFilter(hmm: Hmm, options: { readonly readout: "linear" | "log" }): FixedFilter {
  checkKind("kalmanFilter", "options", "an object", options);
  checkReadout("kalmanFilter", options.readout);
  if (options.readout === "log") {
    return logReadoutFilter("kalmanFilter", hmm, (arrival) => steadyState(arrival).transition);
  }
  const { pi, transition, tokenVectors } = steadyState(hmm);
  return linearReadoutFilter(hmm, pi, transition, tokenVectors);
}

/** The filter in the limit, found on the subspace that claims can reach. */
function steadyState(hmm: Hmm): { pi: Float64Array; transition: Tensor; tokenVectors: Tensor } {
  const { numTokens, numStates, rightVector } = hmm;
  const pi = stationaryStartFor("kalmanFilter", hmm);
  const T = transitionMatrix(hmm);
  const { whitening, emission, crossCovariance } = tokenMoments(hmm, pi);
  const ones = rightVector ?? new Float64Array(numStates).fill(1);
  const basis = reachableBasis(T, transpose(crossCovariance), ones);
  if (basis.shape[0] === 0) {
    const nothing = { shape: [numTokens, numStates], data: new Float64Array(numTokens * numStates) };
    return { pi, transition: T, tokenVectors: nothing };
  }

  const model = {
    transition: within(basis, T),
    emission: matmul(basis, emission),
    crossCovariance: matmul(basis, crossCovariance),
  };
  const covariance = riccatiLimit(model);
  const gain = covariance && riccatiStep(model, covariance).gain;
  const F = gain && minus(model.transition, matmul(model.emission, gain));
  if (gain === null || F === null || largestModulus(F) >= 1 - UNIT_POLE) {
    const keeps = largestModulus(model.transition) >= 1 - UNIT_MODE;
    throw noFilter(hmm, keeps ? "keeper" : F === null ? "unknown" : "filter");
  }
  const tokenVectors = matmul(matmul(whitening, gain), basis); // averages to 0 under mu, as W does
  return { pi, transition: minus(T, matmul(tokenLaw(hmm), tokenVectors)), tokenVectors };
}

const reasons = {
  keeper: "which keeps a phase or component for ever, so that its tokens tell ever more of it",
  filter: "whose best linear filter would have to remember for ever (a pole on the unit circle)",
  unknown: "whose Riccati recursion has no limit that rounding lets one find",
};

function noFilter(hmm: Hmm, reason: keyof typeof reasons): RangeError {
  return new RangeError(
    `kalmanFilter: the process must have a stationary best filter, got ${hmm.name}, ${reasons[reason]}`,
  );
}

function largestModulus(A: Tensor): number {
  return Math.max(...eigenvalues(A).map(([re, im]) => Math.hypot(re, im)));
}
