/** Belief filters as state-space models. */

// Linear and fixed, one token at a time
export { type LinearRecurrence, recurrenceFromFilter, runRecurrence } from "./linear-recurrence.ts";
export { diagonalFromFilter, type DiagonalRecurrence, runDiagonalRecurrence } from "./diagonal-recurrence.ts";

// Linear and fixed, all positions at once
export { type CausalConvolution, convolutionFromFilter, runConvolution } from "./causal-convolution.ts";

// From one form to another, and what is lost
export { convolutionFromDiagonal } from "./convolution-from-diagonal.ts";
export { diagonalFromConvolution } from "./diagonal-from-convolution.ts";
export { convolutionFromHeads, type FixedHead, headsFromConvolution } from "./convolution-from-heads.ts";
export { fitPoles, type PoleFit } from "./fit-poles.ts";

// Selective: what is read chooses the transition
export {
  runSelective,
  scanSelective,
  selectiveFromHmm,
  type SelectiveRecurrence,
  type SelectiveRun,
} from "./selective-recurrence.ts";

// Looking inside
export { filterSource } from "./filter-source.ts";
export { selectiveSource } from "./selective-source.ts";
export { type StateSource } from "./state-source.ts";
