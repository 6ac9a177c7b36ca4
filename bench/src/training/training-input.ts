import { optimalLossByTokensRead, wordEnsemble } from "@beliefscope/belief";
import { messN } from "@beliefscope/hmm-core";
import { type AttentionFamily, predictionTask, trainAttention } from "@beliefscope/models-attention";
import { createRandom } from "@beliefscope/tensor/random";

/** Tokens of a word: all but the last are read, all but the first are learnt to predict. */
const length = 8;

const hmm = messN({ x: 0.05, a: 0.85, n: 3 });

/** The JSON file that every program of a training contest is given, and the best regret known, in nats. */
export type TrainingInput = { readonly text: string; readonly bestRegret: number };

/**
 * Trains a family as well as we can, which says what regret there is to reach, and writes down the task: the process, all
 * words with their probabilities, the regrets to reach, and the trained model, by which a program can show that its model is
 * the same.
 *
 * @param factors The regrets to reach, in multiples of the best one.
 */
export function trainingInput(family: AttentionFamily, factors: readonly number[]): TrainingInput {
  const task = predictionTask(hmm, wordEnsemble(hmm, length - 1));
  const { model, regret } = trainAttention(task, family, { random: createRandom(1) });
  const { words, prefixes } = wordEnsemble(hmm, length);
  const [onTokens, onStart] = model.layers[0]!.heads;
  const rows = (data: Float64Array | Int32Array, width: number): number[][] =>
    Array.from({ length: data.length / width }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
  const patternOf = (head: typeof onTokens): number[][] =>
    head?.attention.kind === "fixed"
      ? rows(head.attention.pattern.data, length - 1)
      : Array.from({ length: length - 1 }, () => [0]);
  const width = onTokens!.values.shape[1]!;
  const startWeights = patternOf(onStart).map((row) => row[0]!);
  const optimal = optimalLossByTokensRead(hmm, length - 1).subarray(1);
  const input = {
    hmm: {
      ...hmm,
      labeledTransitions: Array.from(hmm.labeledTransitions),
      initialBelief: Array.from(hmm.initialBelief),
    },
    length,
    family,
    words: rows(words.data, length),
    probabilities: Array.from(prefixes.probability.subarray(prefixes.levelStart[length])),
    optimalLoss: optimal.reduce((sum, loss) => sum + loss, 0) / length,
    thresholds: factors.map((factor) => factor * regret),
    // The start is column 0 of the pattern and row 0 of the values.
    trained: {
      pattern: patternOf(onTokens).map((row, t) => [startWeights[t]!, ...row]),
      values: [
        onStart ? rows(onStart.values.data, width)[0]! : Array.from({ length: width }, () => 0),
        ...rows(onTokens!.values.data, width),
      ],
      offset: Array.from(model.layers[0]!.bias),
      unembedding: rows(model.unembedding.data, hmm.numTokens),
      bias: Array.from(model.bias),
    },
  };
  return { text: JSON.stringify(input), bestRegret: regret };
}
