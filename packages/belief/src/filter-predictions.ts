import type { Tensor } from "@beliefscope/tensor";
import type { FilterByDepth } from "./filter-by-depth.ts";
import type { FixedFilter } from "./fixed-filter.ts";

/**
 * The next-token laws that a filter predicts from its claims.
 *
 *   p = claim · tokenLaw;   linear readout: p = max(p, floor), divided by its sum
 *
 * @param claims Shape [..., state], as `runFilter` or `runFilterOnEnsemble` returns.
 * @returns Shape [..., token]; each law sums to 1.
 * @throws RangeError if the last dimension is not the number of states.
 * @example
 * const filter = kalmanFilter(mess3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * filterPredictions(filter, createTensor(Float64Array.of(1.2, 0, -0.2), [1, 3])).data;
 * // ≈ [0.8873896, 0.111629, 0.0009814]
 */
export function filterPredictions(filter: FixedFilter | FilterByDepth, claims: Tensor): Tensor {
  const { numTokens, numStates, tokenLaw, readout } = filter;
  if (claims.shape.at(-1) !== numStates) {
    throw new RangeError(
      `filterPredictions: claims must have shape [..., ${numStates}], got [${claims.shape.join(", ")}]`,
    );
  }
  const rows = claims.data.length / numStates;
  const floor = readout.kind === "linear" ? readout.floor : 0;
  const data = new Float64Array(rows * numTokens);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let token = 0; token < numTokens; token++) {
      let p = 0;
      for (let state = 0; state < numStates; state++) {
        p += claims.data[row * numStates + state]! * tokenLaw[state * numTokens + token]!;
      }
      const raised = Math.max(p, floor);
      data[row * numTokens + token] = raised;
      total += raised;
    }
    for (let token = 0; token < numTokens; token++) data[row * numTokens + token]! /= total;
  }
  return { shape: [...claims.shape.slice(0, -1), numTokens], data };
}
