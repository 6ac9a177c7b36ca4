import type { FixedFilter } from "@beliefscope/belief";
import { computeMoments, historyFeatures, solveProbe } from "@beliefscope/interp-probes";
import { matmul } from "@beliefscope/tensor/linalg";
import type { ProbeTask } from "./probe-task.ts";

/**
 * How much a token counts by how far back it was read:
 *
 *   weight_d = sqrt( sum_x mu_x |v_d(x) - mean_d|^2 ),  mean_d = sum_x mu_x v_d(x)
 *
 * with v_d(x) the belief vector that token x adds at lag d, and mu the stationary frequencies of the tokens.
 *
 * @param vectorsByLag v, one array of shape [token, state] for each lag.
 * @param tokenFrequencies mu, shape [token].
 */
function lagWeights(vectorsByLag: readonly Float64Array[], tokenFrequencies: Float64Array): number[] {
  const numTokens = tokenFrequencies.length;
  return vectorsByLag.map((vectors) => {
    const numStates = vectors.length / numTokens;
    let squares = 0;
    for (let state = 0; state < numStates; state++) {
      const column = tokenFrequencies.map((_, token) => vectors[token * numStates + state]!);
      const mean = tokenFrequencies.reduce((sum, mu, token) => sum + mu * column[token]!, 0);
      squares += tokenFrequencies.reduce((sum, mu, token) => sum + mu * (column[token]! - mean) ** 2, 0);
    }
    return Math.sqrt(squares);
  });
}

/** The lag weights of the best linear readout of the beliefs from the tokens, fitted on all prefixes (in sample). */
export function measuredKernel(task: ProbeTask, tokenFrequencies: Float64Array): number[] {
  const { numTokens, tokensByLag, beliefs, weights } = task;
  const lags = tokensByLag.shape[1]!;
  const probe = solveProbe(computeMoments(historyFeatures(tokensByLag, { numTokens, lags }), beliefs, weights));
  const block = numTokens * beliefs.shape[1]!;
  const vectors = Array.from({ length: lags }, (_, lag) => probe.weights.data.subarray(lag * block, (lag + 1) * block));
  return lagWeights(vectors, tokenFrequencies);
}

/** The lag weights of a fixed filter: those of v F^d. */
export function filterKernel(filter: FixedFilter, lags: number, tokenFrequencies: Float64Array): number[] {
  const { numTokens, numStates } = filter;
  const transition = { shape: [numStates, numStates], data: filter.transition };
  const vectors = [filter.tokenVectors];
  while (vectors.length < lags) {
    vectors.push(matmul({ shape: [numTokens, numStates], data: vectors.at(-1)! }, transition).data);
  }
  return lagWeights(vectors, tokenFrequencies);
}
