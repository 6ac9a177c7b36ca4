import type { WordEnsemble } from "@beliefscope/belief";
import { type Hmm, tokenLaw } from "@beliefscope/hmm-core";
import { matmul } from "@beliefscope/tensor/linalg";

/**
 * What a predictor of the next token is to learn: the true law after each prefix of an ensemble, and how much each prefix
 * counts. All arrays are indexed by node of the prefix tree; node 0 is the empty prefix, about which there is nothing to
 * learn: its prediction is the prior's.
 */
export type PredictionTask = {
  readonly numTokens: number;
  /** Tokens of the longest prefix. */
  readonly length: number;
  /** Nodes of length k are [levelStart[k], levelStart[k + 1]), k = 0, …, length. */
  readonly levelStart: Int32Array;
  readonly parent: Int32Array;
  readonly lastToken: Int32Array;
  /** P(prefix) / (length + 1): they sum to 1, for a mean over k = 0, …, length tokens read. */
  readonly weights: Float64Array;
  /** P(next token | prefix), shape [node, token]. */
  readonly laws: Float64Array;
  /** The entropy of each law, in nats, shape [node]: the least loss. */
  readonly entropies: Float64Array;
};

/**
 * The task of predicting a process after each prefix of an ensemble, all of them equally often for each length.
 *
 * @param ensemble Of words of this process, exact or sampled.
 * @throws RangeError if the ensemble has other tokens than the process.
 * @example
 * const hmm = goldenMean({ p: 0.5 });
 * const { weights, laws } = predictionTask(hmm, wordEnsemble(hmm, 1));
 * weights; // ≈ [0.5, 0.3333333, 0.1666667]
 * laws; // ≈ [0.6666667, 0.3333333, 0.5, 0.5, 1, 0]
 */
export function predictionTask(hmm: Hmm, ensemble: WordEnsemble): PredictionTask {
  if (ensemble.numTokens !== hmm.numTokens) {
    throw new RangeError(`predictionTask: ensemble must have ${hmm.numTokens} tokens, got ${ensemble.numTokens}`);
  }
  const { length, numTokens, prefixes } = ensemble;
  const { levelStart, parent, lastToken, probability, beliefs } = prefixes;
  const laws = matmul(beliefs, tokenLaw(hmm)).data;
  return {
    numTokens,
    length,
    levelStart,
    parent,
    lastToken,
    weights: probability.map((p) => p / (length + 1)),
    laws,
    entropies: probability.map((_, node) => entropy(laws.subarray(node * numTokens, (node + 1) * numTokens))),
  };
}

function entropy(law: Float64Array): number {
  let sum = 0;
  for (const p of law) if (p > 0) sum -= p * Math.log(p);
  return sum;
}
