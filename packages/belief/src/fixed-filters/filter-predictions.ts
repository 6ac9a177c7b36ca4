import { checkKind } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { FilterByDepth } from "./filter-by-depth.ts";
import type { FixedFilter } from "./fixed-filter.ts";
import { predictedLaws } from "./predicted-laws.ts";

/**
 * The next-token laws that a filter predicts from its claims.
 *
 *   p = claim · tokenLaw;   linear readout: p = max(p, floor), divided by its sum
 *
 * @param claims Shape [..., state], as `runFilter` or `runFilterOnEnsemble` returns.
 * @returns Shape [..., token]; each law sums to 1.
 * @throws RangeError if the last dimension is not the number of states, or a claim gives no token a positive probability
 *   (no filter's does).
 * @example
 * const filter = kalmanFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * filterPredictions(filter, createTensor(Float64Array.of(1.2, 0, -0.2), [1, 3])).data;
 * // ≈ [0.8873896, 0.111629, 0.0009814]
 */
export function filterPredictions(filter: FixedFilter | FilterByDepth, claims: Tensor): Tensor {
  checkKind("filterPredictions", "filter", "an object", filter);
  checkKind("filterPredictions", "claims", "a tensor {shape, data}", claims);
  const { numTokens, numStates, tokenLaw, readout } = filter;
  const floor = readout.kind === "linear" ? readout.floor : 0;
  return predictedLaws("filterPredictions", { shape: [numStates, numTokens], data: tokenLaw }, claims, floor);
}
