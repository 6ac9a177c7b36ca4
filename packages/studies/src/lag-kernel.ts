import type { FixedFilter } from "@beliefscope/belief";
import { computeMoments, historyFeatures, lagWeight, solveProbe } from "@beliefscope/interp-probes";
import { matmul } from "@beliefscope/tensor/linalg";
import type { ProbeTask } from "./probe-task.ts";

/** The weight of each lag (see `lagWeight`) in the best linear readout of the beliefs from the tokens, fitted on all prefixes (in sample). */
export function measuredKernel(task: ProbeTask, tokenFrequencies: Float64Array): number[] {
  const { numTokens, tokensByLag, beliefs, weights } = task;
  const lags = tokensByLag.shape[1]!;
  const probe = solveProbe(computeMoments(historyFeatures(tokensByLag, { numTokens, lags }), beliefs, weights));
  const block = numTokens * beliefs.shape[1]!;
  const vectors = Array.from({ length: lags }, (_, lag) => probe.weights.data.subarray(lag * block, (lag + 1) * block));
  return vectors.map((one) => lagWeight(one, tokenFrequencies));
}

/** The weight of each lag in a fixed filter: those of v F^d. */
export function filterKernel(filter: FixedFilter, lags: number, tokenFrequencies: Float64Array): number[] {
  const { numTokens, numStates } = filter;
  const transition = { shape: [numStates, numStates], data: filter.transition };
  const vectors = [filter.tokenVectors];
  while (vectors.length < lags) {
    vectors.push(matmul({ shape: [numTokens, numStates], data: vectors.at(-1)! }, transition).data);
  }
  return vectors.map((one) => lagWeight(one, tokenFrequencies));
}
