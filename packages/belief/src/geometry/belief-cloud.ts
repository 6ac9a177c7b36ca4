import type { Tensor } from "@beliefscope/tensor";

/** Beliefs as points of a set or of a measure. What the eye sees and what the loss sees differ: `weighting` says which. */
export type BeliefCloud = {
  /** Shape [point, state]; beliefs that come several times are kept. */
  readonly beliefs: Tensor;
  /** Shape [point], sums to 1. */
  readonly weights: Float64Array;
  readonly weighting:
    | { readonly kind: "word probability"; readonly length: number }
    | { readonly kind: "time in the process"; readonly burnIn: number }
    | {
        readonly kind: "likelihood^beta of uniform tokens";
        readonly beta: number;
        readonly window: number;
        readonly burnIn: number;
      };
};
