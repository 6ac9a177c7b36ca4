import {
  approximationCost,
  type FixedFilter,
  kalmanFilter,
  runFilterOnEnsemble,
  zetaFilter,
} from "@beliefscope/belief";
import { affineR2 } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { withoutRoot } from "./ensemble-rows.ts";
import { filterKernel, measuredKernel } from "./lag-kernel.ts";
import type { ProbeTask } from "./probe-task.ts";
import type { FilterResult, ReportResults } from "./report-results.ts";
import type { Truth } from "./truth.ts";

/** The fixed filters that a report compares with a network: the best one, and the one in print, each with both readouts. */
const comparedFilters = [
  { id: "kalman", readout: "linear", create: kalmanFilter },
  { id: "kalman", readout: "log", create: kalmanFilter },
  { id: "zeta", readout: "linear", create: zetaFilter },
  { id: "zeta", readout: "log", create: zetaFilter },
] as const;

/** A filter that was measured: its figures, itself, and what it claims, shape [prefix, state]; null where there is none. */
type MeasuredFilter = {
  readonly result: FilterResult;
  readonly filter: FixedFilter | null;
  readonly claims: Tensor | null;
};

/**
 * Measures the fixed filters of a process. One that doesn't exist for the process (a log readout where T and E don't
 * factor, a Kalman filter where none is stationary) gives nulls and the reason.
 *
 * @returns The results, and the claims of the linear Kalman filter, shape [prefix, state]; null where there is none.
 */
export function filterResults(
  truth: Truth,
  task: ProbeTask,
): { readonly results: Pick<ReportResults, "filters" | "kernel">; readonly kalmanClaims: Tensor | null } {
  const filters = comparedFilters.map((compared) => measureFilter(truth, compared));
  const [kalman, , zeta] = filters;
  const { tokenFrequencies, ensemble } = truth;
  const kernelOf = ({ filter }: MeasuredFilter): number[] | null =>
    filter && filterKernel(filter, ensemble.length, tokenFrequencies);
  return {
    results: {
      filters: filters.map(({ result }) => result),
      kernel: {
        measured: measuredKernel(task, tokenFrequencies),
        kalman: kernelOf(kalman!),
        zeta: kernelOf(zeta!),
      },
    },
    kalmanClaims: kalman!.claims,
  };
}

function measureFilter(truth: Truth, { id, readout, create }: (typeof comparedFilters)[number]): MeasuredFilter {
  const { hmm, ensemble, beliefs, weights } = truth;
  let filter: FixedFilter;
  try {
    filter = create(hmm, { readout });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const nothing = { poles: null, regret: null, regretSe: null, r2Raw: null, r2Affine: null, invalidMass: null };
    return { result: { id, readout, ...nothing, reason: error.message }, filter: null, claims: null };
  }
  const claims = runFilterOnEnsemble(filter, ensemble);
  const floor = filter.readout.kind === "linear" ? filter.readout.floor : 0;
  const { mean } = approximationCost(hmm, ensemble, claims, { floor, positions: [1, ensemble.length] });
  const claimsAfterTokens = withoutRoot(claims);
  const result: FilterResult = {
    id,
    readout,
    poles: filter.poles,
    regret: mean.kl,
    regretSe: mean.klSe,
    r2Raw: mean.r2,
    r2Affine: affineR2(beliefs, claimsAfterTokens, weights),
    invalidMass: mean.invalidMass,
  };
  return { result, filter, claims: claimsAfterTokens };
}
