import {
  concatenateFeatures,
  crossValidatedProbe,
  type CrossValidatedProbe,
  historyFeatures,
  type ProbeFolds,
  shuffledTargets,
} from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";
import { standardError } from "./expected-loss.ts";
import type { Fit } from "./report-results.ts";

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

/** A probe's figures, and what it predicts of each word without having seen it, shape [prefix, state]. */
export type BeliefFit = { readonly fit: Fit; readonly predictions: Tensor };

/**
 * Ridge of all probes of a report, the network's, the control's and the baselines' alike, relative to the mean variance
 * of a feature: enough to hold wide probes on few distinct beliefs, too little to move the others' R² by .001.
 */
export const probeRidge = 1e-3;

const numWordFolds = 10;

/** Deals the prefixes out to folds at random, if the probe's own folds hold out whole beliefs. */
export function randomWordFolds({ folds, rule }: ProbeFolds, random: Random): Int32Array | null {
  return rule === "lastTwoTokens" ? null : random.permutation(folds.length).map((place) => place % numWordFolds);
}

/** Fits beliefs linearly to features and measures the fit on folds held out. */
export function fitBeliefs(features: Tensor<Float32Array>, task: ProbeTask): BeliefFit {
  const { beliefs: targets, weights, folds, wordFolds } = task;
  const validate = (by: Int32Array): CrossValidatedProbe =>
    crossValidatedProbe({ features, targets, weights, folds: by, ridge: probeRidge });
  const { predictions, r2HeldOut, r2HeldOutSe, r2InSample, rmseHeldOut, reason } = validate(folds.folds);
  const words = wordFolds && validate(wordFolds);
  return {
    fit: {
      r2HeldOut,
      r2HeldOutSe,
      r2WordsHeldOut: words?.r2HeldOut ?? null,
      r2InSample,
      rmseHeldOut,
      ...(reason !== undefined && { reason }),
    },
    predictions: (words ?? { predictions }).predictions,
  };
}

/** What can be read off the raw tokens, and off the whole history once the beliefs are shuffled among the prefixes. */
export function tokenBaselines(
  task: ProbeTask,
  random: Random,
): { lastToken: Fit; last3: Fit; history: Fit; shuffled: Fit } {
  const length = task.tokensByLag.shape[1]!;
  const features = (lags: number): Tensor<Float32Array> =>
    historyFeatures(task.tokensByLag, { numTokens: task.numTokens, lags: Math.min(lags, length) });
  const history = features(length);
  return {
    lastToken: fitBeliefs(features(1), task).fit,
    last3: fitBeliefs(features(3), task).fit,
    history: fitBeliefs(history, task).fit,
    shuffled: meanFit(
      Array.from({ length: numShuffles }, () => {
        const beliefs = shuffledTargets(task.beliefs, { random });
        return fitBeliefs(history, { ...task, beliefs }).fit;
      }),
    ),
  };
}

/** One shuffle scatters widely (a few short words carry much of the weight), so several are averaged. */
const numShuffles = 8;

/** The mean of fits to independent shuffles, with its standard error; null where one of them is. */
function meanFit(fits: readonly Fit[]): Fit {
  const mean = (key: "r2HeldOut" | "r2WordsHeldOut" | "r2InSample" | "rmseHeldOut"): number | null => {
    const values = fits.map((fit) => fit[key]).filter((value) => value !== null);
    return values.length < fits.length ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const r2HeldOut = mean("r2HeldOut");
  const r2HeldOutSe = r2HeldOut === null ? null : standardError(Float64Array.from(fits, (fit) => fit.r2HeldOut!));
  const reason = fits[0]!.reason;
  return {
    r2HeldOut,
    r2HeldOutSe,
    r2WordsHeldOut: mean("r2WordsHeldOut"),
    r2InSample: mean("r2InSample"),
    rmseHeldOut: mean("rmseHeldOut"),
    ...(reason !== undefined && { reason }),
  };
}

/** The widest concatenation that is probed; its probe needs the inverse of a matrix of this size for every fold. */
const widestProbe = 2048;

/** A place in a network. */
export type SiteFeatures = { readonly name: string; readonly features: Tensor<Float32Array> };

/** Fits the beliefs at each site, and at all sites side by side (unless that is too wide). */
export function fitSites(
  hooks: ReadonlyMap<string, Tensor<Float32Array>>,
  task: ProbeTask,
  onSite: (name: string, fraction: number) => void,
): (BeliefFit & { readonly name: string; readonly width: number })[] {
  const sites = Array.from(hooks, ([name, features]) => ({ name, features, width: features.shape[1]! }));
  const total = sites.reduce((sum, { width }) => sum + width, 0);
  const fits = sites.map(({ name, features, width }, i) => {
    onSite(name, i / sites.length);
    return { name, width, ...fitBeliefs(features, task) };
  });
  if (sites.length < 2) return fits;
  onSite(allSites, 1);
  const all = total <= widestProbe ? fitBeliefs(concatenateFeatures([...hooks.values()]), task) : tooWide(total, task);
  return [...fits, { name: allSites, width: total, ...all }];
}

/** The name of all sites side by side. */
export const allSites = "all sites";

function tooWide(total: number, { beliefs }: ProbeTask): BeliefFit {
  const reason = `${total} features are more than the ${widestProbe} that are probed at once`;
  const fit = { r2HeldOut: null, r2HeldOutSe: null, r2WordsHeldOut: null, r2InSample: null, rmseHeldOut: null, reason };
  return { fit, predictions: beliefs };
}
