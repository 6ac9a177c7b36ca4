import {
  filterPredictions,
  type FixedFilter,
  kalmanFilter,
  runFilterOnEnsemble,
  type WordEnsemble,
  zetaFilter,
} from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import { affineR2, pooledR2 } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { expectedLoss, logOf } from "./expected-loss.ts";
import { withoutRoot } from "./ensemble-rows.ts";
import type { FilterResult } from "./report-results.ts";

/** The fixed filters that a report compares with a network: the best one, and the one in print, each with both readouts. */
const comparedFilters = [
  { id: "kalman", readout: "linear", create: kalmanFilter },
  { id: "kalman", readout: "log", create: kalmanFilter },
  { id: "zeta", readout: "linear", create: zetaFilter },
  { id: "zeta", readout: "log", create: zetaFilter },
] as const;

/** What all filters are measured against: the ensemble, its exact beliefs and next-token laws, one row a non-empty prefix. */
export type FilterTruth = {
  readonly ensemble: WordEnsemble;
  readonly beliefs: Tensor;
  readonly laws: Tensor;
  readonly weights: Float64Array;
  readonly optimalLossMean: number;
};

/** A filter that was measured: its figures, itself, and what it claims, shape [prefix, state]; null where there is none. */
export type MeasuredFilter = {
  readonly result: FilterResult;
  readonly filter: FixedFilter | null;
  readonly claims: Tensor | null;
};

/**
 * Measures the fixed filters of a process on the words of an ensemble. One that doesn't exist for the process (a log
 * readout where T and E don't factor, a Kalman filter where none is stationary) gives nulls and the reason.
 */
export function measureFilters(hmm: Hmm, truth: FilterTruth): MeasuredFilter[] {
  return comparedFilters.map(({ id, readout, create }): MeasuredFilter => {
    let filter: FixedFilter;
    try {
      filter = create(hmm, { readout });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const nothing = { poles: null, regret: null, r2Raw: null, r2Affine: null, invalidMass: null };
      return { result: { id, readout, ...nothing, reason: error.message }, filter: null, claims: null };
    }
    const { claims, result } = filterResult(filter, truth);
    return { result: { id, readout, poles: filter.poles, ...result }, filter, claims };
  });
}

/** The linear one of the filters with this id. */
export function linearFilter(filters: readonly MeasuredFilter[], id: FilterResult["id"]): MeasuredFilter {
  return filters.find(({ result }) => result.id === id && result.readout === "linear")!;
}

function filterResult(filter: FixedFilter, truth: FilterTruth) {
  const { ensemble, beliefs, laws, weights } = truth;
  const claims = withoutRoot(runFilterOnEnsemble(filter, ensemble));
  const logPredictions = logOf(filterPredictions(filter, claims));
  const result = {
    regret: expectedLoss(ensemble, laws, logPredictions).mean - truth.optimalLossMean,
    r2Raw: pooledR2(beliefs, claims, weights),
    r2Affine: affineR2(beliefs, claims, weights),
    invalidMass: invalidMass(claims, weights),
  };
  return { claims, result };
}

/** The share of the weight on rows with a component below 0 (by more than rounding). */
function invalidMass(claims: Tensor, weights: Float64Array): number {
  const [rows, states] = claims.shape as [number, number];
  let invalid = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    total += weights[row]!;
    const claim = claims.data.subarray(row * states, (row + 1) * states);
    if (claim.some((value) => value < -1e-12)) invalid += weights[row]!;
  }
  return invalid / total;
}
