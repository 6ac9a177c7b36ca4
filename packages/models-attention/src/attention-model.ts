import type { Tensor } from "@beliefscope/tensor";

/**
 * An attention-only transformer, small enough to be taken apart: from one fixed matrix to a few layers of content heads.
 *
 *   x_t = embedding[token_t]
 *   x_t <- x_t skip + bias + sum_head sum_{s <= t} A_head[t, s] x_s values_head      (each layer)
 *   output_t = norm(x_t) unembedding + bias
 */
export type AttentionModel = {
  readonly numTokens: number;
  /** The longest sequence it reads. */
  readonly length: number;
  /** What a token puts into the stream: shape [token, width], or [position, token, width] if that depends on where it stands. */
  readonly embedding: Tensor;
  readonly layers: readonly AttentionLayer[];
  readonly norm: "none" | "rms" | "l2";
  /** Shape [width, output]. */
  readonly unembedding: Tensor;
  /** Shape [output]. */
  readonly bias: Float64Array;
  readonly readout: AttentionReadout;
};

/** Heads that work side by side. */
export type AttentionLayer = {
  readonly heads: readonly AttentionHead[];
  /** What a position keeps of its own stream, shape [width in, width out]: the identity in a transformer; null for nothing. */
  readonly skip: Tensor | null;
  /** Shape [width out]. */
  readonly bias: Float64Array;
};

/** How much a position takes from those before it, and what. */
export type AttentionHead = {
  readonly attention: FixedAttention | ContentAttention;
  /** Shape [width in, width out]: what a position gives at weight 1 (the OV circuit). */
  readonly values: Tensor;
};

/** A pattern that does not depend on what is read. */
export type FixedAttention = {
  readonly kind: "fixed";
  /** M, shape [length, length]: row t, column s <= t. Free in sign; rows need not sum to 1. */
  readonly pattern: Tensor;
};

/**
 * A pattern computed from the streams by a softmax,
 *
 *   A[t, s] = exp(score[t, s]) / (sink + sum_{r <= t} exp(score[t, r])),   score[t, s] = x_t queryKey x_s'
 *
 * where the sink is 1 for a head that may look away from all tokens (at a beginning-of-sequence token that gives nothing,
 * say), else 0.
 */
export type ContentAttention = {
  readonly kind: "content";
  /** Shape [width in, width in] (the QK circuit). */
  readonly queryKey: Tensor;
  readonly sink: boolean;
};

/**
 * How outputs become a law of the next token.
 *
 * - `logits`: p = softmax(output)
 * - `probabilities`: p = max(output, floor), divided by its sum
 * - `states`: p = softmax(output) law, with P(token | state) in `law`, shape [output, token]
 */
export type AttentionReadout =
  | { readonly kind: "logits" }
  | { readonly kind: "probabilities"; readonly floor: number }
  | { readonly kind: "states"; readonly law: Tensor };
