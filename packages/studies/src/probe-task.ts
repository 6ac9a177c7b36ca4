import type { Hmm } from "@beliefscope/hmm-core";
import {
  crossValidatedProbe,
  foldMoments,
  type LinearProbe,
  type Moments,
  probeFolds,
  type ProbeFolds,
} from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom, type Random } from "@beliefscope/tensor/random";
import { tokensByLag } from "./ensemble-rows.ts";
import type { Fit } from "./report-results.ts";
import { type Truth, truthOf } from "./truth.ts";

/** What every probe of a report is fitted to: the same rows, weights and folds. One row a non-empty prefix. */
export type ProbeTask = {
  /** Exact beliefs, shape [prefix, state]. */
  readonly beliefs: Tensor;
  /** Word probabilities, shape [prefix]. */
  readonly weights: Float64Array;
  /** Shape [prefix, length]: column d is the token read d steps before the last one, -1 where the word is shorter. */
  readonly tokensByLag: Tensor<Int32Array>;
  readonly numTokens: number;
  readonly folds: ProbeFolds;
  /** Where `folds` hold out whole beliefs: folds of random words beside them, shape [prefix]. Else null. */
  readonly wordFolds: Int32Array | null;
};

/**
 * Ridge of all probes of a report, the network's, the control's and the baselines' alike, relative to the mean variance
 * of a feature. It matters where features are many and nearly collinear: on the default report 1e-9 instead lowers
 * held-out R² by .001 to .005 at the network's sites, and the control's concatenation from .82 to .73.
 */
export const probeRidge = 1e-3;

const numWordFolds = 10;

/** Deals the prefixes out to folds at random, if the probe's own folds hold out whole beliefs. */
function randomWordFolds({ folds, rule }: ProbeFolds, random: Random): Int32Array | null {
  const numFolds = Math.min(numWordFolds, folds.length);
  return rule === "lastTwoTokens" ? null : random.permutation(folds.length).map((place) => place % numFolds);
}

/**
 * The truth about a process on the words that a report measures, and what every probe is fitted to there. The same for
 * the same seed, wherever it is computed.
 */
export function probeTaskOf(
  hmm: Hmm,
  context: number,
  seed: number,
): { readonly truth: Truth; readonly task: ProbeTask } {
  const random = createRandom(seed);
  const truth = truthOf(hmm, context, random.split(0));
  const { beliefs, weights } = truth;
  const byLag = tokensByLag(truth.ensemble);
  const folds = probeFolds({ tokensByLag: byLag, targets: beliefs });
  const wordFolds = randomWordFolds(folds, random.split(1));
  return { truth, task: { beliefs, weights, tokensByLag: byLag, numTokens: hmm.numTokens, folds, wordFolds } };
}

/** All that a probe needs to know of some features: their moments with the beliefs, for each way of holding out. */
export type TaskMoments = {
  readonly folds: readonly Moments[];
  readonly wordFolds: readonly Moments[] | null;
  readonly distinctBeliefs: number;
};

const nothingHeldOut = { r2HeldOut: null, r2HeldOutSe: null, rmseHeldOut: null };

/** One pass over the rows for each way of holding out. */
export function taskMoments(features: Tensor<Float32Array>, task: ProbeTask): TaskMoments {
  const { beliefs: targets, weights, folds, wordFolds } = task;
  return {
    folds: foldMoments({ features, targets, weights, folds: folds.folds }),
    wordFolds: wordFolds && foldMoments({ features, targets, weights, folds: wordFolds }),
    distinctBeliefs: folds.distinctTargets,
  };
}

/** A probe's figures, and the probes by which each word can be read without having been seen (see `readFolds`). */
export type BeliefFit = { readonly fit: Fit; readonly foldProbes: readonly LinearProbe[] };

/** Fits beliefs linearly to features and measures the fit on folds held out. */
export function fitBeliefs(moments: TaskMoments): BeliefFit {
  const options = { ridge: probeRidge };
  const beliefs = crossValidatedProbe(moments.folds, options);
  const words = moments.wordFolds && crossValidatedProbe(moments.wordFolds, options);
  const { r2InSample, reason } = beliefs;
  // Two beliefs: with one held out the other is a constant, and there is nothing to fit.
  const tooFew = moments.distinctBeliefs === 2;
  const { r2HeldOut, r2HeldOutSe, rmseHeldOut } = tooFew ? nothingHeldOut : beliefs;
  return {
    fit: {
      r2HeldOut,
      r2HeldOutSe,
      ...(words && { r2WordsHeldOut: words.r2HeldOut }),
      r2InSample,
      rmseHeldOut,
      ...(tooFew ? { reason: "two beliefs are too few to hold one out" } : reason !== undefined && { reason }),
    },
    foldProbes: (words ?? beliefs).foldProbes,
  };
}

/** The folds of `foldProbes`. */
export function readFolds({ folds, wordFolds }: ProbeTask): Int32Array {
  return wordFolds ?? folds.folds;
}
