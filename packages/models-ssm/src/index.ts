/** Belief filters as state-space models. */

// One token at a time
export { type LinearRecurrence, recurrenceFromFilter, runRecurrence } from "./linear-recurrence.ts";
export { diagonalFromFilter, type DiagonalRecurrence, runDiagonalRecurrence } from "./diagonal-recurrence.ts";

// All positions at once
export { type CausalConvolution, convolutionFromFilter, runConvolution } from "./causal-convolution.ts";
