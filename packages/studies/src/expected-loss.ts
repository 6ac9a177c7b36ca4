import type { WordEnsemble } from "@beliefscope/belief";
import type { Tensor } from "@beliefscope/tensor";

/** The expected loss of a predictor on an ensemble, in nats. */
export type ExpectedLoss = {
  /** Entry k - 1: the loss of predicting the next token after k = 1 … length tokens were read. */
  readonly byTokensRead: Float64Array;
  readonly mean: number;
  /** The mean loss on each word of a sampled ensemble, for standard errors; empty for an exact one. */
  readonly byWord: Float64Array;
};

/**
 * Expected cross-entropy against the exact next-token laws, so that no token has to be drawn:
 *
 *   loss_k = sum_{|w| = k} P(w) · sum_x p(x | w) · (-log q(x | w))
 *
 * @param laws p, shape [prefix, token]; prefix i here is prefix i + 1 of the ensemble (the empty one is left out).
 * @param logPredictions log q, same shape. With log p itself, the result is the optimal loss.
 */
export function expectedLoss(ensemble: WordEnsemble, laws: Tensor, logPredictions: Tensor): ExpectedLoss {
  const rows = Int32Array.from({ length: laws.shape[0]! }, (_, row) => row);
  return averageLoss(ensemble, crossEntropies(laws, rows, logPredictions, rows));
}

/**
 * Row by row -sum_x p(x) log q(x).
 *
 * @param rows The rows of `laws`.
 * @param predictionRows The row of `logPredictions` for each.
 */
export function crossEntropies(
  laws: Tensor,
  rows: Int32Array,
  logPredictions: Tensor,
  predictionRows: Int32Array,
): Float64Array {
  const numTokens = laws.shape[1]!;
  return Float64Array.from(rows, (row, i) => {
    let loss = 0;
    for (let x = 0; x < numTokens; x++) {
      const p = laws.data[row * numTokens + x]!;
      if (p > 0) loss -= p * logPredictions.data[predictionRows[i]! * numTokens + x]!;
    }
    return loss;
  });
}

/** @param losses The loss after each non-empty prefix of the ensemble. */
export function averageLoss({ prefixes, words, kind }: WordEnsemble, losses: Float64Array): ExpectedLoss {
  const [numWords, length] = words.shape as [number, number];
  const byTokensRead = new Float64Array(length);
  const byWord = new Float64Array(kind === "sampled" ? numWords : 0);
  losses.forEach((loss, row) => {
    const prefix = row + 1;
    byTokensRead[prefixes.length[prefix]! - 1]! += prefixes.probability[prefix]! * loss;
    if (kind === "sampled") byWord[prefixes.wordIndex[prefix]!]! += loss / length;
  });
  const mean = byTokensRead.reduce((sum, loss) => sum + loss, 0) / length;
  return { byTokensRead, mean, byWord };
}

/** The logarithm of each probability. */
export function logOf({ shape, data }: Tensor): Tensor {
  return { shape, data: data.map(Math.log) };
}

/**
 * The log-probabilities that logits give to a process's tokens, normalised over the whole vocabulary
 * (mass on tokens that the process doesn't have is lost).
 *
 * @param logits Shape [row, vocabulary].
 * @param tokenIds The column of each token.
 * @returns Shape [row, token].
 */
export function logSoftmaxColumns(logits: Tensor<Float32Array>, tokenIds: readonly number[]): Tensor {
  const [rows, vocabulary] = logits.shape as [number, number];
  const numTokens = tokenIds.length;
  const data = new Float64Array(rows * numTokens);
  for (let row = 0; row < rows; row++) {
    const start = row * vocabulary;
    let max = -Infinity;
    for (let i = start; i < start + vocabulary; i++) max = Math.max(max, logits.data[i]!);
    let sum = 0;
    for (let i = start; i < start + vocabulary; i++) sum += Math.exp(logits.data[i]! - max);
    const logNormaliser = max + Math.log(sum);
    for (let x = 0; x < numTokens; x++) data[row * numTokens + x] = logits.data[start + tokenIds[x]!]! - logNormaliser;
  }
  return { shape: [rows, numTokens], data };
}
