import type { ActivationSource } from "@beliefscope/interp-probes";
import { standardError, type Tensor } from "@beliefscope/tensor";
import { expectedLoss, logSoftmaxColumns } from "./expected-loss.ts";
import type { PrefixReadings } from "./read-prefixes.ts";
import type { ReportResults } from "./report-results.ts";
import type { Truth } from "./truth.ts";

type PredictionResults = Pick<ReportResults, "ensemble" | "optimal"> & {
  readonly network: Omit<ReportResults["network"], "maxOutputDelta">;
};

/** How well a network predicts, beside the best that is possible. */
export function predictionResults(
  truth: Truth,
  { logits, priorLogits }: PrefixReadings,
  { tokenIds }: Pick<ActivationSource, "tokenIds">,
): PredictionResults {
  const { ensemble, laws, priorLaw, tokenFrequencies, optimal, weights } = truth;
  const ids = tokenIds ?? Array.from(priorLaw.keys());
  const network = expectedLoss(ensemble, laws, logSoftmaxColumns(logits, ids));
  const priorLoss = priorLogits && crossEntropy(priorLaw, logSoftmaxColumns(asRow(priorLogits), ids).data);
  return {
    ensemble: {
      kind: ensemble.kind,
      words: ensemble.words.shape[0]!,
      prefixes: weights.length,
      se: standardError(network.byWord),
    },
    optimal: {
      lossByTokensRead: [entropy(priorLaw), ...optimal.byTokensRead],
      lossMean: optimal.mean,
      unigramLossMean: entropy(tokenFrequencies),
    },
    network: {
      lossByTokensRead: [priorLoss, ...network.byTokensRead],
      ...(priorLoss === null && { reason: "without a BOS token the network predicts nothing before the first token" }),
      lossMean: network.mean,
      regret: network.mean - optimal.mean,
      regretSe: standardError(network.byWord.map((loss, word) => loss - optimal.byWord[word]!)),
    },
  };
}

function asRow(data: Float32Array): Tensor<Float32Array> {
  return { shape: [1, data.length], data };
}

/** -sum_x p(x) log q(x) of one law. */
function crossEntropy(law: Float64Array, logPrediction: Float64Array): number {
  return law.reduce((sum, p, x) => (p > 0 ? sum - p * logPrediction[x]! : sum), 0);
}

function entropy(law: Float64Array): number {
  return crossEntropy(law, law.map(Math.log));
}
