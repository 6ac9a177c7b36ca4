/** Belief filters as attention whose pattern is fixed. */

// The model
export { type FixedAttentionHead, type FixedAttentionModel, runFixedAttention } from "./fixed-attention.ts";

// Where its weights come from
export { attentionFromFilter } from "./attention-from-filter.ts";

// Looking inside
export { fixedAttentionSource, type FixedAttentionSource } from "./fixed-attention-source.ts";
