import { chaosGame, type FixedFilter, kalmanFilter, runFilter } from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";

/** Beliefs after the same tokens, the optimal ones and those of the best fixed filter. */
export type BeliefsAndFilter = {
  /** Optimal beliefs, shape [point, state]. */
  readonly truth: Tensor;
  /** How much each point counts, shape [point], sums to 1. */
  readonly weights: Float64Array;
  /** The Kalman filter with a linear readout and what it claims, shape [point, state]; null if the process has none. */
  readonly filter: { readonly claims: Tensor; readonly poles: FixedFilter["poles"] } | null;
  /** Why there is no filter; null if there is one. */
  readonly reason: string | null;
};

/** How far both run before the first point, so that neither remembers where it began. */
const burnIn = 1000;

/**
 * The beliefs of a process along one stream of tokens, each possible one alike, and what the best fixed filter claims after the
 * same tokens. Points are weighted by likelihood^beta, as in `chaosGame`. Processes that allow all tokens read the same
 * stream if `random` is the same: point by point their clouds are comparable.
 *
 * @param hmm Any process.
 * @param options.points At least 1.
 * @param options.beta In [0, 1]: 0 shows where beliefs can be, 1 how often they are there.
 * @throws RangeError if an option is out of range.
 * @example
 * const hmm = mess3({ x: 0.05, a: 0.85 });
 * const { truth, filter } = beliefsAndFilter(hmm, { points: 100, beta: 0.1, random: createRandom(1) });
 * truth.shape; // => [100, 3]
 * filter!.poles[0]; // ≈ [0.4942706, 0]
 */
export function beliefsAndFilter(
  hmm: Hmm,
  options: { readonly points: number; readonly beta: number; readonly random: Random },
): BeliefsAndFilter {
  const { points, beta, random } = options;
  const { beliefs, weights, tokens } = chaosGame(hmm, { points, beta, random, burnIn, tokens: "uniform" });
  let filter: FixedFilter;
  try {
    filter = kalmanFilter(hmm, { readout: "linear" });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { truth: beliefs, weights, filter: null, reason: error.message };
  }
  const { data } = runFilter(filter, { shape: [1, tokens.length], data: tokens });
  const claims = { shape: [points, hmm.numStates], data: data.subarray(burnIn * hmm.numStates) };
  return { truth: beliefs, weights, filter: { claims, poles: filter.poles }, reason: null };
}
