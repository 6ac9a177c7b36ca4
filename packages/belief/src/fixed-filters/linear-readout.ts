import { type Hmm, tokenLaw } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { FixedFilter } from "./fixed-filter.ts";
import { reachablePoles } from "./reachable-poles.ts";

/** The least probability that a linear readout gives to any token, before renormalising. */
export const FLOOR = 1e-3;

/** The fixed filter with claim = bias + sum_d v(o_{t-d}) F^d. */
export function linearReadoutFilter(hmm: Hmm, bias: Float64Array, F: Tensor, v: Tensor): FixedFilter {
  return {
    numTokens: hmm.numTokens,
    numStates: hmm.numStates,
    transition: F.data,
    tokenVectors: v.data,
    bias,
    poles: reachablePoles(F, v, hmm.rightVector ?? new Float64Array(hmm.numStates).fill(1)),
    tokenLaw: tokenLaw(hmm).data,
    readout: { kind: "linear", floor: FLOOR },
  };
}
