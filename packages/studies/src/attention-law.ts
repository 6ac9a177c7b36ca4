import type { Hmm } from "@beliefscope/hmm-core";
import { type ActivationSource, type Edits, type PatternMoments, withMeanAttention } from "@beliefscope/interp-probes";
import type { Random } from "@beliefscope/tensor/random";
import { type CheckedSource, checkNetwork } from "./check-network.ts";
import { averageLoss, crossEntropies } from "./expected-loss.ts";
import { forgettingLaws, type ForgettingLaws } from "./forgetting-laws.ts";
import { linearLogitLaw, type LinearLogitLaw } from "./linear-logit-law.ts";
import {
  type HeadAttention,
  type InfluenceOfTokens,
  type LossDifference,
  lossDifference,
  measureHeads,
  patternHooks,
  predictionsOf,
} from "./measure-heads.ts";
import { prefixBatches } from "./prefix-batches.ts";
import { type Truth, truthOf } from "./truth.ts";

/** One head, and what it costs to take from it all that depends on what is read. */
export type HeadLaw = HeadAttention & {
  /** The loss with this head's attention replaced by its mean over inputs, less the network's; null if it can't be. */
  readonly costOfMean: LossDifference | null;
};

/** By which law a network forgets. Losses in nats. */
export type AttentionLaw = {
  readonly context: number;
  readonly ensemble: { readonly kind: "exact" | "sampled"; readonly words: number; readonly prefixes: number };
  /** The numbers of tokens read over which all losses go, both ends included. */
  readonly positions: readonly [from: number, to: number];
  /** The lags to which decays are fitted, both ends included. */
  readonly lags: readonly [from: number, to: number];
  readonly laws: ForgettingLaws & { readonly linearLogits: LinearLogitLaw };
  readonly optimalLossMean: number;
  readonly network: { readonly lossMean: number; readonly regret: LossDifference };
  readonly heads: readonly HeadLaw[];
  /** The loss with the attention of every head replaced by its mean, less the network's; null if it can't be. */
  readonly costOfMeans: LossDifference | null;
  /** Why there are no such costs. */
  readonly reason?: string;
  readonly influence: InfluenceOfTokens;
};

/** What `attentionLaw` needs to know. */
export type AttentionLawOptions = {
  /** The number of tokens that the network reads, at least 2. */
  readonly context: number;
  /** The lags to which decays are fitted; by default from 1 (a network may see its last token past its heads) to the last. */
  readonly lags?: readonly [from: number, to: number];
  /** The stream that words are drawn from where there are too many to count all. */
  readonly random: Random;
  readonly onProgress?: (stage: string, fraction: number) => void;
};

/**
 * Measures by which law a network forgets: how each of its heads attends by lag, how fixed that is, how fast it decays
 * beside the best fixed filter (theta), the process itself (zeta) and the pole that costs least under linear logits; the same
 * for the effective influence of tokens on the logits; and what the loss is once heads attend as they do on average.
 *
 * All means go over every word with its exact probability, or over a seeded sample of 20 000 words if there are more than
 * 2 000 000. The pole under linear logits is the best that a single real pole can do on the same context, by exact risk (the
 * `exp1` rung of `ladder`; on a sample of 500 words where there are more than 100 000); a network that reads its memory out
 * through a norm or an MLP may do better with another. See `attentionFixedness`, `fitDecay`, `tokenInfluence` and `withMeanAttention` for the formulas.
 *
 * @param source The network; one whose `editableHooks` lack the patterns gets no costs.
 * @param hmm The process whose words it reads.
 * @throws RangeError if the network has no attention pattern that is recognised, looks ahead, or the context or lags are out
 *   of range.
 * @example
 * // The best fixed filter, as one attention head
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const filter = kalmanFilter(hmm, { readout: "linear" });
 * const source = attentionSource(attentionFromFilter(filter, { length: 5 }));
 * const { heads, laws } = await attentionLaw(source, hmm, { context: 5, random: createRandom(1) });
 * heads[0]!.fixedness; // => 1
 * [heads[0]!.decay!.pole, laws.kalman.modulus, laws.zeta.modulus]; // ≈ [0.494271, 0.494271, 0.850000]
 * [laws.linearLogits.modulus, laws.linearLogits.regret.nats]; // ≈ [0.5, 0.007]
 * @see Piotrowski et al. 2025, arXiv:2502.01954
 */
export async function attentionLaw(
  source: CheckedSource & { readonly notes?: readonly string[] },
  hmm: Hmm,
  { context, lags, random, onProgress = () => undefined }: AttentionLawOptions,
): Promise<AttentionLaw> {
  if (patternHooks(source).length === 0) {
    const found = [`hooks ${source.hookNames.join(", ") || "none"}`, ...(source.notes ?? [])].join("; ");
    throw new RangeError(`attentionLaw: the network must have an attention pattern that is recognised, got ${found}`);
  }
  const window = decayWindow("attentionLaw", context, lags);
  onProgress("exact beliefs", 0);
  const truth = truthOf(hmm, context, random);
  const { ensemble, weights, optimal } = truth;
  await checkNetwork("attentionLaw", source, ensemble);
  const linearLogits = linearLogitLaw(truth, random, (f) => onProgress("the best pole under linear logits", f));
  const laws = { ...forgettingLaws(hmm), linearLogits };
  const measured = await measureHeads(source, truth, laws, window, (f) => onProgress("running the network", f));
  const { patterns, heads, influence, loss } = measured;
  const costs = await costsOfMeans(source, truth, patterns, (f) => onProgress("replacing attention by its mean", f));
  const costOf = (losses: Float64Array): LossDifference => lossDifference(averageLoss(ensemble, losses), loss);
  return {
    context,
    ensemble: { kind: ensemble.kind, words: ensemble.words.shape[0]!, prefixes: weights.length },
    positions: [1, context],
    lags: window,
    laws,
    optimalLossMean: optimal.mean,
    network: { lossMean: loss.mean, regret: lossDifference(loss, optimal) },
    heads: heads.map((head, i) => ({ ...head, costOfMean: costs && costOf(costs.heads[i]!) })),
    costOfMeans: costs && costOf(costs.all),
    ...(costs === null && {
      reason: heads.length === 0 ? "the network has no heads" : "the patterns of this network can't be replaced",
    }),
    influence,
  };
}

/** The window of lags for decays: the given one, or from 1 to the last, from 0 where that would be one lag alone. */
export function decayWindow(
  caller: string,
  context: number,
  lags: readonly [from: number, to: number] | undefined,
): readonly [from: number, to: number] {
  if (!Number.isInteger(context) || context < 2) {
    throw new RangeError(`${caller}: context must be an integer from 2 up, got ${context}`);
  }
  const [from, to] = lags ?? [context > 2 ? 1 : 0, context - 1];
  if (!Number.isInteger(from) || !Number.isInteger(to) || !(0 <= from && from < to && to < context)) {
    throw new RangeError(`${caller}: lags must be two or more within 0 … ${context - 1}, got ${from} … ${to}`);
  }
  return [from, to];
}

/** The loss after each non-empty prefix, one head replaced at a time, and all of them. */
type Losses = { readonly heads: readonly Float64Array[]; readonly all: Float64Array };

/** Runs every word again for each head, and once more for all; null if there is none, or a pattern can't be replaced. */
async function costsOfMeans(
  source: ActivationSource,
  truth: Truth,
  patterns: ReadonlyMap<string, PatternMoments>,
  onFraction: (fraction: number) => void,
): Promise<Losses | null> {
  const { ensemble, laws, weights } = truth;
  const single = [...patterns].flatMap(([hook, { numHeads }]) =>
    Array.from({ length: numHeads }, (_, head) => ({ hook, head })),
  );
  if (single.length === 0 || !single.every(({ hook }) => source.editableHooks?.includes(hook))) return null;
  const several = [...patterns].filter(([, { numHeads }]) => numHeads > 1).map(([hook]) => hook);
  const losses = { heads: single.map(() => new Float64Array(weights.length)), all: new Float64Array(weights.length) };
  for (const { tokens, end, prefixes, rows } of prefixBatches(ensemble)) {
    const own = several.length === 0 ? null : (await source.run(tokens, several)).hooks;
    const lossWith = async (edits: Edits, into: Float64Array): Promise<void> => {
      const { logits } = await source.run(tokens, [], edits);
      const predictions = predictionsOf(source, truth, logits);
      const lawRows = prefixes.map((prefix) => prefix - 1);
      crossEntropies(laws, lawRows, predictions, rows).forEach((loss, i) => (into[lawRows[i]!] = loss));
    };
    const replaced = (hook: string, heads: readonly number[]) => {
      const moments = patterns.get(hook)!;
      const { numHeads, length } = moments;
      const batch = tokens.shape[0]!;
      const shape = [batch, numHeads, length, length];
      const before = own?.get(hook) ?? { shape, data: new Float32Array(batch * numHeads * length * length) };
      return [hook, withMeanAttention(before, moments, heads)] as const;
    };
    for (const [i, { hook, head }] of single.entries()) {
      await lossWith(new Map([replaced(hook, [head])]), losses.heads[i]!);
    }
    if (single.length > 1) {
      const all = [...patterns].map(([hook, { numHeads }]) =>
        replaced(
          hook,
          Array.from({ length: numHeads }, (_, h) => h),
        ),
      );
      await lossWith(new Map(all), losses.all);
    }
    onFraction(end / ensemble.words.shape[0]!);
  }
  return single.length > 1 ? losses : { ...losses, all: losses.heads[0]! };
}
