import type { Complex } from "@beliefscope/tensor/linalg";

/**
 * A belief tracker whose memory does not depend on what it reads: a linear recurrence over token vectors,
 * equivalently a sum of scaled token vectors, equivalently one fixed attention matrix.
 *
 *   h_t = h_{t-1} F + v(o_t),  h_{-1} = 0          (state, shape [state])
 *       = sum_d v(o_{t-d}) F^d
 *   claim_t = h_t + bias                            (linear readout)
 *   claim_t = softmax(h_t + bias) · push            (log readout)
 *   p(next token) = claim_t · tokenLaw              (linear readout: raised to at least `floor`, then renormalised)
 *
 * The claim is in belief coordinates (one number per hidden state). With a linear readout it may leave the simplex.
 * Made by `kalmanFilter` and `zetaFilter`; run by `runFilter` and `runFilterOnEnsemble`.
 */
export type FixedFilter = {
  readonly numTokens: number;
  readonly numStates: number;
  /** F, shape [state, state], acting on row vectors from the right. */
  readonly transition: Float64Array;
  /** v, shape [token, state]: what a token adds at lag 0. */
  readonly tokenVectors: Float64Array;
  /** Shape [state]. */
  readonly bias: Float64Array;
  /** The eigenvalues of F on the subspace that the filter can reach from h = 0, as often as they occur there. */
  readonly poles: readonly Complex[];
  /** P(next token | state), shape [state, token]. */
  readonly tokenLaw: Float64Array;
  readonly readout:
    | { readonly kind: "linear"; readonly floor: number }
    /** push: shape [state, state]. */
    | { readonly kind: "log"; readonly push: Float64Array };
};
