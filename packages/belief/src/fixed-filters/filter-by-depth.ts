import type { Tensor } from "@beliefscope/tensor";

/**
 * A belief tracker whose memory depends on how many tokens it has read, but not on which: a `FixedFilter` with its own
 * numbers at each depth.
 *
 *   h_k = h_{k-1} F_k + v_k(o_k),  h_{-1} = 0
 *   claim after k tokens = h_{k-1} + bias_k
 *
 * Made by `kalmanFilterByDepth`; run by `runFilter` and `runFilterOnEnsemble`. Token k, the first being 0, is read with the
 * numbers of depth k.
 */
export type FilterByDepth = {
  /** Tokens that it can read. */
  readonly depth: number;
  readonly numTokens: number;
  readonly numStates: number;
  /** F_k, shape [depth, state, state], acting on row vectors from the right. */
  readonly transitions: Tensor;
  /** v_k, the gain: what token k adds, shape [depth, token, state]; each averages to 0 under the law of the token. */
  readonly tokenVectors: Tensor;
  /** The claim's mean after k tokens, the law of the hidden state, shape [depth + 1, state]. */
  readonly bias: Tensor;
  /** The covariance of the claim after k tokens, shape [depth + 1, state, state]: what the filter explains of the state's. */
  readonly claimCovariances: Tensor;
  /** P(next token | state), shape [state, token]. */
  readonly tokenLaw: Float64Array;
  readonly readout: { readonly kind: "linear"; readonly floor: number };
};
