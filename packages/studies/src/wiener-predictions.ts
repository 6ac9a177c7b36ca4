import { stationaryStart } from "@beliefscope/belief";
import { tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul, pseudoInverse } from "@beliefscope/tensor/linalg";
import { tokensByLag } from "./ensemble-rows.ts";
import type { Truth } from "./truth.ts";

const FLOOR = 1e-3;
const RANK_TOLERANCE = 1e-12;

/**
 * The Wiener filter of finite memory: the next token regressed on as many one-hot tokens as the longest prefix has, from
 * the exact covariances of tokens d steps apart; tokens that were not read count as their mean. It exists for every process,
 * also where the best filter never becomes stationary.
 *
 *   cov_d[x, y] = pi T[x] T^(d-1) E[y] - mu_x mu_y,   cov_0 = diag(mu) - mu' mu
 *   p = mu + sum_lag (e(token at lag) - mu) W[lag],   raised to at least 1e-3 and renormalised
 *
 * @returns Predictions, shape [prefix, token], and what they are before the floor.
 */
export function wienerPredictions({ hmm, ensemble, tokenFrequencies: mu }: Truth): {
  readonly predictions: Tensor;
  readonly features: Tensor;
} {
  const { numTokens: V } = hmm;
  const { length } = ensemble;
  const covariances = tokenCovariances(hmm, length);
  const n = length * V;
  const gram = new Float64Array(n * n);
  const cross = new Float64Array(n * V);
  for (let i = 0; i < length; i++) {
    for (let x = 0; x < V; x++) {
      for (let y = 0; y < V; y++) {
        cross[(i * V + x) * V + y] = covariances[i + 1]![x * V + y]!;
        // the token at the longer lag comes first
        for (let j = 0; j <= i; j++) {
          const covariance = covariances[i - j]![x * V + y]!;
          gram[(i * V + x) * n + j * V + y] = covariance;
          gram[(j * V + y) * n + i * V + x] = covariance;
        }
      }
    }
  }
  const inverse = pseudoInverse({ shape: [n, n], data: gram }, { tolerance: RANK_TOLERANCE });
  const W = matmul(inverse, { shape: [n, V], data: cross }).data;

  const history = tokensByLag(ensemble);
  const rows = history.shape[0]!;
  const raw = new Float64Array(rows * V);
  const raised = new Float64Array(rows * V);
  for (let row = 0; row < rows; row++) {
    const law = raw.subarray(row * V, (row + 1) * V);
    law.set(mu);
    for (let lag = 0; lag < length; lag++) {
      const token = history.data[row * length + lag]!;
      if (token < 0) break;
      for (let x = 0; x < V; x++) {
        const deviation = (x === token ? 1 : 0) - mu[x]!;
        for (let y = 0; y < V; y++) law[y]! += deviation * W[(lag * V + x) * V + y]!;
      }
    }
    const floored = law.map((p) => Math.max(p, FLOOR));
    const total = floored.reduce((sum, p) => sum + p, 0);
    raised.set(floored.map((p) => p / total), row * V); // prettier-ignore
  }
  return { predictions: { shape: [rows, V], data: raised }, features: { shape: [rows, V], data: raw } };
}

/** cov_d, d = 0, …, length, each of shape [token, token]. */
function tokenCovariances(hmm: Truth["hmm"], length: number): Float64Array[] {
  const { numTokens: V, numStates, labeledTransitions } = hmm;
  const pi: Tensor = { shape: [1, numStates], data: stationaryStart(hmm) };
  const E = tokenLaw(hmm);
  const T = transitionMatrix(hmm);
  const mu = matmul(pi, E).data;
  let after: Tensor = { shape: [V, numStates], data: new Float64Array(V * numStates) }; // pi T[x] T^(d-1)
  for (let x = 0; x < V; x++) {
    const labeled = labeledTransitions.slice(x * numStates ** 2, (x + 1) * numStates ** 2);
    after.data.set(matmul(pi, { shape: [numStates, numStates], data: labeled }).data, x * numStates);
  }
  const centred = (joint: Float64Array): Float64Array => joint.map((p, k) => p - mu[Math.floor(k / V)]! * mu[k % V]!);
  const covariances = [centred(Float64Array.from({ length: V * V }, (_, k) => (k % (V + 1) === 0 ? mu[k % V]! : 0)))];
  for (let d = 1; d <= length; d++) {
    covariances.push(centred(matmul(after, E).data));
    after = matmul(after, T);
  }
  return covariances;
}
