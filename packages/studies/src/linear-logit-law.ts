import { sampledEnsemble, type WordEnsemble } from "@beliefscope/belief";
import { predictionTask, runAttention, trainAttention } from "@beliefscope/models-attention";
import type { Random } from "@beliefscope/tensor/random";
import { averageLoss, crossEntropies, logOf } from "./expected-loss.ts";
import type { ForgettingLaw } from "./forgetting-laws.ts";
import { type LossDifference, lossDifference } from "./measure-heads.ts";
import { prefixBatches } from "./prefix-batches.ts";
import type { Truth } from "./truth.ts";

/** The single real pole that costs least where logits are linear in what is remembered. */
export type LinearLogitLaw = ForgettingLaw & {
  /** What the filter with this pole loses against the optimal prediction, on the words that the network is measured on. */
  readonly regret: LossDifference;
};

/** Longer or wider ensembles are sampled for training; 17 numbers of an exact teacher need no more. */
const MAX_WORDS = 100_000;
const NUM_SAMPLED_WORDS = 500;

/** One found the best pole of every process that was tried. */
const STARTS = 2;

/** Less is nothing, in nats: training stops about there. */
const NO_GAIN = 1e-7;

/**
 * The best fixed filter of one real pole whose logits are linear, by exact risk on the words of a context:
 *
 *   logits_t = sum_{s <= t} pole^(t-s) e(token_s) + pole^(t+1) e(start) + bias
 *
 * with the vectors e and the bias as free as the pole. It is the `exp1` rung of the ladder. Were logits any function of the
 * sum, almost every pole would be as good as any other, since the sum then names the word: no network with an MLP has such a
 * pole of its own.
 */
export function linearLogitLaw(truth: Truth, random: Random, onFraction: (fraction: number) => void): LinearLogitLaw {
  const { ensemble, laws, optimal, hmm } = truth;
  const task = predictionTask(hmm, trainable(truth, random.split(0)));
  const options = { random: random.split(1), starts: STARTS, onStart: onFraction };
  const { model, poles } = trainAttention(task, { pattern: "decays" }, options);
  const losses = new Float64Array(truth.weights.length);
  for (const { tokens, prefixes, rows } of prefixBatches(ensemble)) {
    const lawRows = prefixes.map((prefix) => prefix - 1);
    const logPredictions = logOf(runAttention(model, tokens).predictions);
    crossEntropies(laws, lawRows, logPredictions, rows).forEach((loss, i) => (losses[lawRows[i]!] = loss));
  }
  const loss = averageLoss(ensemble, losses);
  const regret = lossDifference(loss, optimal);
  if (constantLoss(truth) - loss.mean <= NO_GAIN) {
    return { poles: [], modulus: null, regret, reason: "no sum over tokens predicts better than one law for all" };
  }
  return { poles: poles!, modulus: Math.abs(poles![0]![0]), regret };
}

function trainable({ ensemble, hmm }: Truth, random: Random): WordEnsemble {
  const { length, words, kind } = ensemble;
  if (kind === "exact" && words.shape[0]! <= MAX_WORDS) return ensemble;
  return sampledEnsemble(hmm, { length, numWords: NUM_SAMPLED_WORDS, random });
}

/** The loss of the best prediction that reads nothing. */
function constantLoss({ ensemble, laws, weights }: Truth): number {
  const V = laws.shape[1]!;
  const mean = new Float64Array(V);
  weights.forEach((weight, row) => {
    for (let x = 0; x < V; x++) mean[x]! += (weight * laws.data[row * V + x]!) / ensemble.length;
  });
  return mean.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}
