import { type Hmm, hmmToJson } from "@beliefscope/hmm-core";
import { heldOutPredictions } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { type CheckedSource, checkNetwork } from "./check-network.ts";
import { filterResults } from "./filter-results.ts";
import { predictionResults } from "./prediction-results.ts";
import { bestSingleSite, probeResults } from "./probe-results.ts";
import { probedSites } from "./probed-sites.ts";
import { probeTaskOf, readFolds } from "./probe-task.ts";
import { readPrefixes } from "./read-prefixes.ts";
import type { ReportResults } from "./report-results.ts";
import { fitSites, type SiteFit } from "./site-fits.ts";
import { tokenBaselines } from "./token-baselines.ts";

/** What a report is made of. */
export type ReportInput = {
  readonly process: { readonly hmm: Hmm } & Pick<ReportResults["process"], "id" | "params">;
  readonly model: { readonly file: string; readonly sha256: string };
  readonly control: ReportResults["control"];
  /** The network. */
  readonly source: CheckedSource;
  /** What `fitControl` found in the same network untrained, or with its weights permuted; it may still be at work. */
  readonly controlFits: Promise<readonly SiteFit[]>;
  /** The number of tokens that the network reads. */
  readonly context: number;
  /** The hooks to probe; null for each block's residual stream and the final norm. */
  readonly sites: readonly string[] | null;
  /** Seed of shuffles, folds and samples. */
  readonly seed: number;
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

/**
 * Measures how well the optimal beliefs of a process can be read out of a network, and how well the network predicts,
 * beside baselines, controls and the fixed filters, all on the same words with the same weights.
 *
 * @throws RangeError if the network has no site to probe, looks ahead, or has a hook of the wrong shape.
 * @example
 * // The best fixed filter, as one attention head, in the place of the network; one that forgets at once as its control.
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const filter = kalmanFilter(hmm, { readout: "linear" });
 * const attention = (length: number) => attentionFromFilter({ ...filter, transition: filter.transition.map((f) => f * length) }, { length: 4 });
 * const network = (length: number) => attentionSource(attention(length));
 * const setting = { context: 4, sites: null, seed: 1 };
 * const { results } = await reportStudy({
 *   process: { hmm, id: "messN", params: { x: 0.05, a: 0.85, n: 3 } },
 *   model: { file: "kalman", sha256: "" },
 *   control: { file: null, kind: "untrained" },
 *   source: network(1),
 *   controlFits: fitControl({ hmm, source: network(0), ...setting }),
 *   ...setting,
 *   onProgress: () => undefined,
 * });
 * results.network.regret - results.filters[0]!.regret!; // ≈ 0.000000
 * results.sites[0]!.gainOverBestBaseline! < 0.05; // => true
 */
export async function reportStudy(input: ReportInput): Promise<Report> {
  const { process, source, context, seed, onProgress } = input;
  const sites = probedSites(source, input.sites);
  onProgress("exact beliefs", 0);
  const { truth, task } = probeTaskOf(process.hmm, context, seed);

  const maxOutputDelta = await checkNetwork("report", source, truth.ensemble);
  const readings = await readPrefixes(source, truth.ensemble, sites, (f) => onProgress("running the network", f));
  const predictions = predictionResults(truth, readings, source);
  const fits = fitSites(readings.hooks, task, (name, f) => onProgress(`probing ${name}`, f));
  onProgress("baselines", 0);
  const tokens = tokenBaselines(task, createRandom(seed).split(2));
  onProgress("waiting for the control", 0);
  const probes = probeResults(task, fits, await input.controlFits, tokens);
  const { name, foldProbes } = bestSingleSite(fits);
  const network = heldOutPredictions(readings.hooks.get(name)!, readFolds(task), foldProbes);
  onProgress("fixed filters", 0);
  const filters = filterResults(truth, task);

  const results: ReportResults = {
    schemaVersion: 1,
    process: { id: process.id, params: process.params, definition: hmmToJson(process.hmm) },
    model: { ...input.model, context },
    control: input.control,
    seed,
    positions: [1, context],
    ...predictions,
    network: { ...predictions.network, maxOutputDelta },
    ...probes,
    ...filters.results,
  };
  const { weights, beliefs } = truth;
  return { results, clouds: { weights, truth: beliefs, network, filter: filters.kalmanClaims } };
}
