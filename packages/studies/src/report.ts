import { type Hmm, stationaryLaw, tokenLaw } from "@beliefscope/hmm-core";
import { type ActivationSource, heldOutPredictions, probeFolds } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import type { Random } from "@beliefscope/tensor/random";
import { exactOrSampledEnsemble, spreadWords, tokensByLag, withoutRoot } from "./ensemble-rows.ts";
import { expectedLoss, logOf, logSoftmaxColumns, standardError } from "./expected-loss.ts";
import { linearFilter, measureFilters } from "./filter-results.ts";
import { filterKernel, measuredKernel } from "./lag-kernel.ts";
import { type ProbeTask, probeRidge, randomWordFolds, readFolds } from "./probe-task.ts";
import { readPrefixes } from "./read-prefixes.ts";
import type { Fit, ReportResults, SiteResult } from "./report-results.ts";
import { allSites, fitSites } from "./site-fits.ts";
import { tokenBaselines } from "./token-baselines.ts";

/** What a report is made of. */
export type ReportInput = {
  readonly process: { readonly hmm: Hmm } & ReportResults["process"];
  readonly model: { readonly file: string; readonly sha256: string };
  readonly control: ReportResults["control"];
  /** The network; `maxOutputDelta` says how far its outputs moved when its inner tensors were exposed. */
  readonly source: ActivationSource & { maxOutputDelta(tokens: Tensor<Int32Array>): Promise<number> };
  /** The same network untrained, or with its weights permuted. */
  readonly controlSource: ActivationSource;
  /** The number of tokens that the network reads. */
  readonly context: number;
  /** The hooks to probe; null for each block's residual stream and the final norm. */
  readonly sites: readonly string[] | null;
  /** The seed of `random`, for the record. */
  readonly seed: number;
  readonly random: Random;
  readonly onProgress: (stage: string, fraction: number) => void;
};

/** A report, and the belief clouds behind it for pictures. */
export type Report = {
  readonly results: ReportResults;
  /** One row a non-empty prefix, in the order of the ensemble. */
  readonly clouds: {
    readonly weights: Float64Array;
    /** The true beliefs, shape [prefix, state]. */
    readonly truth: Tensor;
    /** What the probe at `results.shownSite` reads of each prefix without having seen it. */
    readonly network: Tensor;
    /** What the linear Kalman filter claims; null if the process has none. */
    readonly filter: Tensor | null;
  };
};

/** Words on which the rewritten network is held against the original. */
const numCheckedWords = 1024;
const residualStream = /^blocks\.\d+\.hook_resid_post$|^ln_final\.hook_normalized$/;

/**
 * Measures how well the optimal beliefs of a process can be read out of a network, and how well the network predicts,
 * beside baselines, controls and the fixed filters, all on the same words with the same weights.
 *
 * @throws RangeError if the network has no site to probe, or a hook has the wrong shape.
 */
export async function reportStudy(input: ReportInput): Promise<Report> {
  const { process, source, controlSource, context, random, onProgress } = input;
  const { hmm } = process;
  const sites = input.sites ?? source.hookNames.filter((name) => residualStream.test(name));
  if (sites.length === 0) {
    throw new RangeError(
      `report: the network must have a residual stream that is recognised, got hooks ${source.hookNames.join(", ") || "none"}`,
    );
  }

  onProgress("exact beliefs", 0);
  const ensemble = exactOrSampledEnsemble(hmm, context, random.split(0));
  const nodeLaws = matmul(ensemble.prefixes.beliefs, tokenLaw(hmm));
  const laws = withoutRoot(nodeLaws);
  const beliefs = withoutRoot(ensemble.prefixes.beliefs);
  const weights = ensemble.prefixes.probability.subarray(1);
  const optimal = expectedLoss(ensemble, laws, logOf(laws));
  const priorLaw = nodeLaws.data.subarray(0, hmm.numTokens);
  const tokenFrequencies = matmul({ shape: [1, hmm.numStates], data: stationaryLaw(hmm) }, tokenLaw(hmm)).data;

  const maxOutputDelta = await source.maxOutputDelta(spreadWords(ensemble, numCheckedWords));
  const ids = source.tokenIds ?? Array.from({ length: hmm.numTokens }, (_, token) => token);
  const readings = await readPrefixes(source, ensemble, sites, (f) => onProgress("running the network", f));
  const networkLoss = expectedLoss(ensemble, laws, logSoftmaxColumns(readings.logits, ids));
  const { priorLogits } = readings;
  const priorLoss =
    priorLogits &&
    crossEntropy(priorLaw, logSoftmaxColumns({ shape: [1, priorLogits.length], data: priorLogits }, ids).data);

  const byLag = tokensByLag(ensemble);
  const folds = probeFolds({ tokensByLag: byLag, targets: beliefs });
  const wordFolds = randomWordFolds(folds, random.split(2));
  const task: ProbeTask = { beliefs, weights, tokensByLag: byLag, numTokens: hmm.numTokens, folds, wordFolds };
  const fits = fitSites(readings.hooks, task, (name, f) => onProgress(`probing ${name}`, f));
  const control = await readPrefixes(controlSource, ensemble, sites, (f) => onProgress("running the control", f));
  const controlFits = fitSites(control.hooks, task, (name, f) => onProgress(`probing ${name} of the control`, f));
  onProgress("baselines", 0);
  const bestControl = best(controlFits);
  const baselines = {
    ...tokenBaselines(task, random.split(1)),
    untrained: { ...bestControl.fit, site: bestControl.name },
  };
  const { shuffled: _, ...rivals } = baselines;
  const bestRival = Math.max(...Object.values(rivals).map(({ r2HeldOut }: Fit) => r2HeldOut ?? -Infinity));
  const siteResults = fits.map(({ name, width, fit }, i): SiteResult => {
    const gain = fit.r2HeldOut === null ? null : fit.r2HeldOut - bestRival;
    return { name, width, ...fit, gainOverBestBaseline: gain, untrained: controlFits[i]!.fit };
  });
  const shown = best(fits.filter(({ name }) => name !== allSites));
  const network = heldOutPredictions(readings.hooks.get(shown.name)!, readFolds(task), shown.foldProbes);

  onProgress("fixed filters", 0);
  const filters = measureFilters(hmm, { ensemble, beliefs, laws, weights, optimalLossMean: optimal.mean });
  const kalman = linearFilter(filters, "kalman");
  const zeta = linearFilter(filters, "zeta");

  const results: ReportResults = {
    schemaVersion: 1,
    process: { id: process.id, params: process.params },
    model: { ...input.model, context },
    control: input.control,
    seed: input.seed,
    ensemble: {
      kind: ensemble.kind,
      words: ensemble.words.shape[0]!,
      prefixes: weights.length,
      se: standardError(networkLoss.byWord),
    },
    positions: [1, context],
    optimal: {
      lossByTokensRead: [entropy(priorLaw), ...optimal.byTokensRead],
      lossMean: optimal.mean,
      unigramLossMean: entropy(tokenFrequencies),
    },
    network: {
      lossByTokensRead: [priorLoss, ...networkLoss.byTokensRead],
      ...(priorLoss === null && { reason: "without a BOS token the network predicts nothing before the first token" }),
      lossMean: networkLoss.mean,
      regret: networkLoss.mean - optimal.mean,
      regretSe: standardError(networkLoss.byWord.map((loss, word) => loss - optimal.byWord[word]!)),
      maxOutputDelta,
    },
    probe: {
      foldRule: folds.rule,
      folds: folds.numFolds,
      distinctBeliefs: folds.distinctTargets,
      weights: "word probability",
      ridge: probeRidge,
    },
    sites: siteResults,
    shownSite: shown.name,
    baselines,
    filters: filters.map(({ result }) => result),
    kernel: {
      measured: measuredKernel(task, tokenFrequencies),
      kalman: kalman.filter && filterKernel(kalman.filter, context, tokenFrequencies),
      zeta: zeta.filter && filterKernel(zeta.filter, context, tokenFrequencies),
    },
  };
  return { results, clouds: { weights, truth: beliefs, network, filter: kalman.claims } };
}

/** The fit that predicts best on folds held out. */
function best<F extends { readonly fit: Fit }>(fits: readonly F[]): F {
  return fits.reduce((a, b) => ((b.fit.r2HeldOut ?? -Infinity) > (a.fit.r2HeldOut ?? -Infinity) ? b : a));
}

/** -sum_x p(x) log q(x) of one law. */
function crossEntropy(law: Float64Array, logPrediction: Float64Array): number {
  return law.reduce((sum, p, x) => (p > 0 ? sum - p * logPrediction[x]! : sum), 0);
}

function entropy(law: Float64Array): number {
  return crossEntropy(law, law.map(Math.log));
}
