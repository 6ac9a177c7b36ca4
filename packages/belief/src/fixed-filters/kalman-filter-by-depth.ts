import { type Hmm, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import { checkLength } from "../check-length.ts";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import type { FilterByDepth } from "./filter-by-depth.ts";
import { FLOOR } from "./linear-readout.ts";
import { minus } from "./matrix-sums.ts";
import { riccatiStep } from "./riccati-step.ts";
import { tokenMoments } from "./token-moments.ts";

/** Of all matrices: 1 GiB. */
const MAX_ENTRIES = 2 ** 27;

/**
 * The best linear filter from the start on: after k tokens its claim is the least-squares regression of the hidden state on
 * the one-hot tokens read, k = 0, ..., depth. Its gain changes with k, tending to that of `kalmanFilter` where there is one.
 *
 * From Sigma_0 = 0 and pi_0 = the initial belief, with mu = pi_k C, J[to, o] = sum_from pi_k[from] T[o, from, to]:
 *
 *   Lambda = diag(mu) - mu' mu - C' Sigma_k C,   N = J - pi_{k+1}' mu - T' Sigma_k C,   K = Lambda^+ N'
 *   F_k = T - C K,   v_k(o) = (e_o - mu) K
 *   pi_{k+1} = pi_k T,   Sigma_{k+1} = T' Sigma_k T + N K
 *
 * It exists for every process and start, generalized ones too. The claim's predictions are likewise the regression of the
 * next token on those before it.
 *
 * @param depth Tokens to be read, at least 0.
 * @param options.readout "linear", the only one.
 * @throws RangeError if depth is not an integer in [0, 100 000], the matrices would take more than 1 GiB, or the readout is
 *   another.
 * @example
 * const { tokenVectors } = kalmanFilterByDepth(mess3({ x: 0.05, a: 0.85 }), 3); // what token 0 adds, by depth
 * tokenVectors.data.filter((_, k) => k % 9 === 0); // ≈ [0.5166667, 0.3955573, 0.3685419]
 * @see Kalman 1960, "A new approach to linear filtering and prediction problems"
 */
export function kalmanFilterByDepth(
  hmm: Hmm,
  depth: number,
  options: { readonly readout?: "linear" } = {},
): FilterByDepth {
  checkLength("kalmanFilterByDepth", "depth", depth);
  const readout: unknown = options.readout;
  if (readout !== undefined && readout !== "linear") {
    throw new RangeError(
      `kalmanFilterByDepth: readout must be "linear" (there is no other), got ${JSON.stringify(readout)}`,
    );
  }
  const { numTokens, numStates, initialBelief } = hmm;
  const size = numStates * numStates;
  const most = Math.floor(MAX_ENTRIES / (2 * size + numTokens * numStates));
  if (depth > most) {
    throw new RangeError(`kalmanFilterByDepth: depth must be at most ${most} for matrices of 1 GiB, got ${depth}`);
  }
  const T = transitionMatrix(hmm);
  const C = tokenLaw(hmm);
  const transitions = new Float64Array(depth * size);
  const tokenVectors = new Float64Array(depth * numTokens * numStates);
  const bias = new Float64Array((depth + 1) * numStates);
  const covariances = new Float64Array((depth + 1) * size);
  let law = initialBelief;
  let covariance: Tensor = { shape: [numStates, numStates], data: new Float64Array(size) };
  bias.set(law);
  for (let k = 0; k < depth; k++) {
    const { nextLaw, whitening, emission, crossCovariance } = tokenMoments(hmm, law);
    const { gain, next } = riccatiStep({ transition: T, emission, crossCovariance }, covariance);
    const vectors = matmul(whitening, gain);
    transitions.set(minus(T, matmul(C, vectors)).data, k * size);
    tokenVectors.set(vectors.data, k * numTokens * numStates);
    bias.set(nextLaw, (k + 1) * numStates);
    covariances.set(next.data, (k + 1) * size);
    [law, covariance] = [nextLaw, next];
  }
  return {
    depth,
    numTokens,
    numStates,
    transitions: { shape: [depth, numStates, numStates], data: transitions },
    tokenVectors: { shape: [depth, numTokens, numStates], data: tokenVectors },
    bias: { shape: [depth + 1, numStates], data: bias },
    claimCovariances: { shape: [depth + 1, numStates, numStates], data: covariances },
    tokenLaw: C.data,
    readout: { kind: "linear", floor: FLOOR },
  };
}
