import {
  type ActivationSource,
  attentionFixedness,
  fitDecay,
  meanAttention,
  mergePatternMoments,
  type PatternMoments,
  patternMoments,
  tokenInfluence,
} from "@beliefscope/interp-probes";
import { standardError, type Tensor } from "@beliefscope/tensor";
import { tokensByLag } from "./ensemble-rows.ts";
import { averageLoss, crossEntropies, type ExpectedLoss, logSoftmaxColumns } from "./expected-loss.ts";
import { besideLaws, type DecayBesideLaws } from "./forgetting-laws.ts";
import { prefixBatches } from "./prefix-batches.ts";
import type { Truth } from "./truth.ts";

/** How one head attends. Entry d of a list by lag belongs to the token read d steps before the last one. */
export type HeadAttention = {
  readonly hook: string;
  readonly head: number;
  /** Mean attention, over inputs and over the positions that have a token d steps before. */
  readonly byLag: readonly number[];
  /** Standard errors over sampled words; zeros where every word is counted with its exact probability. */
  readonly byLagSe: readonly number[];
  /** Mean attention paid to nothing of this: to BOS. */
  readonly elsewhere: number;
  /** Mean attention over inputs: row t, entry d, of the query at position t to the key d steps before. */
  readonly mean: readonly Float64Array[];
  /** Share of the attention's variance that position explains (`attentionFixedness`). */
  readonly fixedness: number;
  /** The decay of `mean`; null where it has none. */
  readonly decay: DecayBesideLaws | null;
};

/** How much tokens count for the network's logits (`tokenInfluence`), whatever carries them. */
export type InfluenceOfTokens = {
  readonly lengths: Int32Array;
  readonly kernel: readonly Float64Array[];
  /** The mean of the kernel's rows that have a token d steps before. */
  readonly byLag: readonly number[];
  /** How much of the logits' variance a sum over tokens explains. */
  readonly r2: number | null;
  readonly decay: DecayBesideLaws | null;
};

/** What one pass over the words tells. */
export type HeadMeasurement = {
  readonly patterns: ReadonlyMap<string, PatternMoments>;
  readonly heads: readonly HeadAttention[];
  readonly influence: InfluenceOfTokens;
  readonly loss: ExpectedLoss;
};

/** The hooks of attention patterns, in the order of the forward pass. */
export function patternHooks({ hookNames }: ActivationSource): readonly string[] {
  return hookNames.filter((name) => name.endsWith("hook_pattern"));
}

/**
 * Runs every word once and measures how each head attends, how much each token counts for the logits, and the loss.
 *
 * @param window The lags to which decays are fitted, both ends included.
 */
export async function measureHeads(
  source: ActivationSource,
  truth: Truth,
  laws: Parameters<typeof besideLaws>[1],
  window: readonly [from: number, to: number],
  onFraction: (fraction: number) => void,
): Promise<HeadMeasurement> {
  const { ensemble, hmm } = truth;
  const wordWeights = ensemble.prefixes.probability.subarray(ensemble.prefixes.levelStart[ensemble.length]);
  const hooks = patternHooks(source);
  const patterns = new Map<string, PatternMoments>();
  const outputs = new Float64Array(truth.weights.length * hmm.numTokens);
  const losses = new Float64Array(truth.weights.length);
  for (const { tokens, start, end, prefixes, rows } of prefixBatches(ensemble)) {
    const activations = await source.run(tokens, hooks);
    for (const hook of hooks) {
      const weights = wordWeights.subarray(start, end);
      const moments = patternMoments(activations.hooks.get(hook)!, weights);
      const sofar = patterns.get(hook);
      patterns.set(hook, sofar ? mergePatternMoments(sofar, moments) : moments);
    }
    const logPredictions = predictionsOf(source, truth, activations.logits);
    const own = crossEntropies(
      truth.laws,
      prefixes.map((prefix) => prefix - 1),
      logPredictions,
      rows,
    );
    prefixes.forEach((prefix, i) => {
      losses[prefix - 1] = own[i]!;
      const row = logPredictions.data.subarray(rows[i]! * hmm.numTokens, (rows[i]! + 1) * hmm.numTokens);
      const mean = row.reduce((sum, value) => sum + value, 0) / hmm.numTokens;
      outputs.set(
        row.map((value) => value - mean),
        (prefix - 1) * hmm.numTokens,
      );
    });
    onFraction(end / ensemble.words.shape[0]!);
  }
  const fit = (kernel: readonly Float64Array[]): DecayBesideLaws | null =>
    besideLaws(fitDecay(kernel, { lags: within(kernel, window) }), laws);
  const influence = tokenInfluence({
    tokensByLag: tokensByLag(ensemble),
    outputs: { shape: [losses.length, hmm.numTokens], data: outputs },
    weights: truth.weights,
    numTokens: hmm.numTokens,
  });
  const numSampled = ensemble.kind === "sampled" ? ensemble.words.shape[0]! : null;
  return {
    patterns,
    heads: [...patterns].flatMap(([hook, moments]) => headsOf(hook, moments, numSampled, fit)),
    influence: { ...influence, byLag: meanByLag(influence.kernel), decay: fit(influence.kernel) },
    loss: averageLoss(ensemble, losses),
  };
}

/** The log-probabilities of the process's tokens after each position of each word, shape [word · position, token]. */
export function predictionsOf({ tokenIds }: ActivationSource, { hmm }: Truth, logits: Tensor<Float32Array>): Tensor {
  const [batch, length, vocabulary] = logits.shape as [number, number, number];
  const ids = tokenIds ?? Array.from({ length: hmm.numTokens }, (_, token) => token);
  return logSoftmaxColumns({ shape: [batch * length, vocabulary], data: logits.data }, ids);
}

function headsOf(
  hook: string,
  moments: PatternMoments,
  numSampled: number | null,
  fit: (kernel: readonly Float64Array[]) => DecayBesideLaws | null,
): HeadAttention[] {
  const { numHeads, length, weight, byLag } = moments;
  const fixedness = attentionFixedness(moments);
  return Array.from({ length: numHeads }, (_, head) => {
    const mean = meanAttention(moments, head);
    const lags = [head * length, (head + 1) * length] as const;
    const paid = mean.reduce((sum, row) => row.reduce((part, value) => part + value, sum), 0) / length;
    return {
      hook,
      head,
      byLag: Array.from(byLag.mean.subarray(...lags)),
      byLagSe: Array.from(byLag.scatter.subarray(...lags), (scatter) =>
        numSampled === null ? 0 : Math.sqrt(scatter / weight / (numSampled - 1)),
      ),
      elsewhere: Math.max(0, 1 - paid),
      mean,
      fixedness: fixedness[head]!,
      decay: fit(mean),
    };
  });
}

function within(kernel: readonly Float64Array[], [from, to]: readonly [number, number]): readonly [number, number] {
  return [from, Math.min(to, Math.max(...kernel.map((row) => row.length)) - 1)];
}

function meanByLag(kernel: readonly Float64Array[]): number[] {
  const longest = Math.max(...kernel.map((row) => row.length));
  return Array.from({ length: longest }, (_, lag) => {
    const values = kernel.flatMap((row) => (lag < row.length ? [row[lag]!] : []));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** What one loss costs more than another on the same words. */
export type LossDifference = {
  /** Mean over 1 … n tokens read, in nats. */
  readonly nats: number;
  /** Standard error over sampled words, in pairs; 0 where every word is counted with its exact probability. */
  readonly se: number;
  /** Entry k - 1: after k tokens. */
  readonly byTokensRead: readonly number[];
};

export function lossDifference(loss: ExpectedLoss, than: ExpectedLoss): LossDifference {
  return {
    nats: loss.mean - than.mean,
    se: standardError(loss.byWord.map((value, word) => value - than.byWord[word]!)),
    byTokensRead: Array.from(loss.byTokensRead, (value, k) => value - than.byTokensRead[k]!),
  };
}
