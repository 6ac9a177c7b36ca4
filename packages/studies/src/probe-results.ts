import { heldOutPredictions, probeFolds } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";
import { tokensByLag } from "./ensemble-rows.ts";
import { type ProbeTask, probeRidge, randomWordFolds, readFolds } from "./probe-task.ts";
import type { Fit, ReportResults, SiteResult } from "./report-results.ts";
import { allSites, fitSites, type SiteFit } from "./site-fits.ts";
import { tokenBaselines } from "./token-baselines.ts";
import type { Truth } from "./truth.ts";

/** What every probe of a report is fitted to: the beliefs after all prefixes, and which of them are held out together. */
export function probeTaskOf({ ensemble, beliefs, weights, hmm }: Truth, random: Random): ProbeTask {
  const byLag = tokensByLag(ensemble);
  const folds = probeFolds({ tokensByLag: byLag, targets: beliefs });
  const wordFolds = randomWordFolds(folds, random);
  return { beliefs, weights, tokensByLag: byLag, numTokens: hmm.numTokens, folds, wordFolds };
}

type Hooks = ReadonlyMap<string, Tensor<Float32Array>>;
type ProbeResults = Pick<ReportResults, "probe" | "sites" | "shownSite" | "baselines">;

/**
 * Reads the beliefs out of a network and out of its control, beside the baselines.
 *
 * @returns The results, and what the best single site of the network says of each word that it was not fitted to.
 */
export function probeResults(
  task: ProbeTask,
  network: Hooks,
  control: Hooks,
  random: Random,
  onProgress: (stage: string, fraction: number) => void,
): { readonly results: ProbeResults; readonly shownBeliefs: Tensor } {
  const fits = fitSites(network, task, (name, f) => onProgress(`probing ${name}`, f));
  const controlFits = fitSites(control, task, (name, f) => onProgress(`probing ${name} of the control`, f));
  onProgress("baselines", 0);
  const tokens = tokenBaselines(task, random);
  const bestControl = best(controlFits);
  const rivals = [tokens.lastToken, tokens.last3, tokens.history, bestControl.fit];
  const bestRival = Math.max(...rivals.map(({ r2HeldOut }) => r2HeldOut ?? -Infinity));
  const shown = best(fits.filter(({ name }) => name !== allSites));
  const { folds } = task;
  const results: ProbeResults = {
    probe: {
      foldRule: folds.rule,
      folds: folds.numFolds,
      distinctBeliefs: folds.distinctTargets,
      weights: "word probability",
      ridge: probeRidge,
    },
    sites: fits.map(({ name, width, fit }, i): SiteResult => {
      const gain = fit.r2HeldOut === null ? null : fit.r2HeldOut - bestRival;
      return { name, width, ...fit, gainOverBestBaseline: gain, untrained: controlFits[i]!.fit };
    }),
    shownSite: shown.name,
    baselines: { ...tokens, untrained: { ...bestControl.fit, site: bestControl.name } },
  };
  return { results, shownBeliefs: heldOutPredictions(network.get(shown.name)!, readFolds(task), shown.foldProbes) };
}

/** The fit that predicts best on folds held out. */
function best(fits: readonly SiteFit[]): SiteFit {
  const r2 = ({ fit }: { readonly fit: Fit }): number => fit.r2HeldOut ?? -Infinity;
  return fits.reduce((a, b) => (r2(b) > r2(a) ? b : a));
}
