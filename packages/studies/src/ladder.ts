import { wordEnsemble, type WordEnsemble } from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import { affineR2, crossValidatedProbe, foldMoments, probeFolds } from "@beliefscope/interp-probes";
import { predictionTask } from "@beliefscope/models-attention";
import type { Tensor } from "@beliefscope/tensor";
import type { Complex } from "@beliefscope/tensor/linalg";
import type { Random } from "@beliefscope/tensor/random";
import { tokensByLag } from "./ensemble-rows.ts";
import { expectedLoss, logOf } from "./expected-loss.ts";
import { ladderRungs, type Rung, type RungId, type RungInput } from "./ladder-rungs.ts";
import { type Truth, truthOn } from "./truth.ts";

/** What a rung of the ladder achieves. Losses in nats. */
export type LadderRung = {
  readonly id: RungId;
  /** The numbers that were fitted or tabulated; 0 for a closed form. */
  readonly params: number;
  /** Mean over k = 0, …, length - 1 tokens read of KL(true law ‖ prediction); the prior's prediction, k = 0, costs nothing. */
  readonly regret: number;
  /** The same after length - 1 tokens alone. */
  readonly regretLast: number;
  /** regret / (unigram loss - optimal loss); null if these are equal. */
  readonly frac: number | null;
  /** Pooled R² of the best affine map from what the rung computes to the beliefs, in sample; null if beliefs do not vary. */
  readonly r2: number | null;
  /** The same on words held out, in groups that share no belief; null if there are too few beliefs to hold one out. */
  readonly r2HeldOut: number | null;
  readonly poles: readonly Complex[] | null;
  /** Whether the regret is that of the best predictor of its kind (or of the closed form), to 1e-9; else it is an upper bound. */
  readonly certified: boolean;
  /** How many starts the rung is the best of; null where none were needed. */
  readonly starts: number | null;
  /** What the certificate of a convex rung says: no predictor of its kind has less regret. */
  readonly lowerBound: number | null;
  /** The largest entry of the regret's gradient where training ended; null where nothing was trained. */
  readonly gradientNorm: number | null;
  readonly seconds: number;
};

/** A rung that does not apply to a process. */
export type SkippedRung = { readonly id: RungId; readonly skipped: string };

/** The ladder of predictors of a process. Losses in nats. */
export type Ladder = {
  readonly process: string;
  /** Losses are means over k = 0, …, length - 1 tokens read, every word counted with its exact probability. */
  readonly length: number;
  /** Of the best prediction that reads nothing. */
  readonly unigramLoss: number;
  readonly optimalLoss: number;
  readonly rungs: readonly (LadderRung | SkippedRung)[];
};

/** What `ladder` needs to know. */
export type LadderOptions = {
  /** At least 2. */
  readonly length: number;
  /** Which rungs, in this order; default all. */
  readonly rungs?: readonly RungId[];
  /** Where the starts of training come from; a rung's result does not depend on which others are asked for. */
  readonly random: Random;
  /** Called as the work goes on, with the rung at work and the share of it that is done. */
  readonly onProgress?: (rung: RungId, fraction: number) => void;
};

/** The most words of length - 1 tokens that are trained on. */
const MAX_WORDS = 100_000;
const CERTIFIED = 1e-9;

/** Every rung's name, from tables of short contexts to the exact filter. */
export const rungIds = Object.keys(ladderRungs) as RungId[];

/**
 * Builds the ladder of predictors of a process: k-gram tables, fixed attention of every kind trained on the exact risk,
 * closed forms, content attention and the exact selective recurrence, all measured on every word with its exact
 * probability.
 *
 *   regret = mean over k of sum_{|w| = k} P(w) KL(p(. | w) ‖ q(. | w)),   k = 0, …, length - 1
 *
 * @returns Plain results. Rungs marked `certified` are exact; the others are the best of several starts, upper bounds.
 * @throws RangeError if the length is not an integer from 2 up, or has too many words (the message says the largest length
 *   that fits), or a rung has no such name.
 * @example
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const { rungs } = ladder(hmm, { length: 8, rungs: ["kgram2", "full", "zeta"], random: createRandom(1) });
 * rungs.map((rung) => ("frac" in rung ? rung.frac : null)); // ≈ [0.1756, 0.0159, 0.1042]
 */
export function ladder(hmm: Hmm, options: LadderOptions): Ladder {
  const { length, rungs = rungIds, random, onProgress = () => undefined } = options;
  if (!Number.isInteger(length) || length < 2) {
    throw new RangeError(`ladder: length must be an integer from 2 up, got ${length}`);
  }
  const unknown = rungs.find((id) => !rungIds.includes(id));
  if (unknown !== undefined) throw new RangeError(`ladder: rungs must be among ${rungIds.join(", ")}, got ${unknown}`);

  const truth = truthOn(hmm, ensembleFor(hmm, length));
  const task = predictionTask(hmm, truth.ensemble);
  const losses = lossesOf(truth, length);
  const measure = measurer(truth, losses.unigramLoss - losses.optimalLoss, length);
  return {
    process: hmm.name,
    length,
    ...losses,
    rungs: rungs.map((id) => {
      const start = Date.now();
      const onFraction = (fraction: number): void => onProgress(id, fraction);
      onFraction(0);
      const rung = rungOrReason(id, { truth, task, random: random.split(rungIds.indexOf(id)), onFraction });
      return typeof rung === "string"
        ? { id, skipped: rung }
        : { id, ...measure(rung), seconds: (Date.now() - start) / 1000 };
    }),
  };
}

/** A rung, or why there is none for this process. */
function rungOrReason(id: RungId, input: RungInput): Rung | string {
  try {
    return ladderRungs[id](input);
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** All words of length - 1 tokens, after whose prefixes the ladder predicts. */
function ensembleFor(hmm: Hmm, length: number): WordEnsemble {
  const fitting = (words: number): WordEnsemble | null => {
    try {
      return wordEnsemble(hmm, words, { maxWords: MAX_WORDS });
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  };
  const ensemble = fitting(length - 1);
  if (ensemble) return ensemble;
  let longest = 1;
  while (fitting(longest)) longest++;
  throw new RangeError(
    `ladder: length must be at most ${longest} for ${hmm.name} (${MAX_WORDS} words of one token less), got ${length}`,
  );
}

function lossesOf(
  { optimal, laws, weights, priorLaw }: Truth,
  length: number,
): Pick<Ladder, "unigramLoss" | "optimalLoss"> {
  const V = priorLaw.length;
  const unigram = priorLaw.map((p) => p / length); // the mean law over all k
  weights.forEach((weight, row) => {
    for (let x = 0; x < V; x++) unigram[x]! += (weight * laws.data[row * V + x]!) / length;
  });
  return {
    unigramLoss: entropy(unigram),
    optimalLoss: (entropy(priorLaw) + optimal.mean * (length - 1)) / length,
  };
}

function entropy(law: Float64Array): number {
  return law.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
}

/** Measures rungs on the same words, weights and folds. */
function measurer(truth: Truth, gap: number, length: number): (rung: Rung) => Omit<LadderRung, "id" | "seconds"> {
  const { ensemble, laws, optimal } = truth;
  const fit = fitter(truth);
  return ({ predictions, features, params, poles, starts, lowerBound, gradientNorm }) => {
    const loss = expectedLoss(ensemble, laws, logOf(predictions));
    const regrets = loss.byTokensRead.map((value, k) => value - optimal.byTokensRead[k]!);
    const regret = regrets.reduce((sum, value) => sum + value, 0) / length;
    if (!Number.isFinite(regret)) {
      throw new RangeError(
        "ladder: a rung must give every token that can come some probability, got one that does not",
      );
    }
    return {
      params,
      regret,
      regretLast: regrets.at(-1)!,
      frac: gap > 1e-12 ? regret / gap : null,
      ...fit(features),
      poles: poles ?? null,
      certified: starts === undefined && (lowerBound === undefined || regret - lowerBound < CERTIFIED),
      starts: starts ?? null,
      lowerBound: lowerBound ?? null,
      gradientNorm: gradientNorm ?? null,
    };
  };
}

function fitter({
  ensemble,
  beliefs: targets,
  weights,
}: Truth): (features: Tensor) => Pick<LadderRung, "r2" | "r2HeldOut"> {
  if (weights.length < 2) return () => ({ r2: null, r2HeldOut: null });
  const { folds, distinctTargets } = probeFolds({ tokensByLag: tokensByLag(ensemble), targets });
  return (rungFeatures) => {
    const features = withoutConstants(rungFeatures);
    const r2 = affineR2(targets, features, weights);
    if (distinctTargets < 3) return { r2, r2HeldOut: null }; // with one of two beliefs held out there is nothing to fit
    return { r2, r2HeldOut: crossValidatedProbe(foldMoments({ features, targets, weights, folds })).r2HeldOut };
  };
}

/** Columns that vary by rounding only become 0: a probe would magnify what is nothing. */
function withoutConstants({ shape, data }: Tensor): Tensor {
  const [rows, width] = shape as [number, number];
  const kept = Array.from({ length: width }, (_, column) => {
    let [low, high] = [Infinity, -Infinity];
    for (let row = 0; row < rows; row++) {
      low = Math.min(low, data[row * width + column]!);
      high = Math.max(high, data[row * width + column]!);
    }
    return high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high));
  });
  return { shape, data: data.map((value, i) => (kept[i % width]! ? value : 0)) };
}
