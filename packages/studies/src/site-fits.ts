import { concatenateFeatures, selectFeatures } from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { type BeliefFit, fitBeliefs, type ProbeTask, type TaskMoments, taskMoments } from "./probe-task.ts";

/** The beliefs fitted at one place of a network. */
export type SiteFit = BeliefFit & { readonly name: string; readonly width: number };

/** The name of all sites side by side. */
export const allSites = "all sites";

/** The widest concatenation that is probed; its probe needs the inverse of a matrix of this size for every fold. */
const widestProbe = 2048;

/** Fits the beliefs at each site of a network, and at all sites side by side (unless that is too wide). */
export function fitSites(
  hooks: ReadonlyMap<string, Tensor<Float32Array>>,
  task: ProbeTask,
  onSite: (name: string, fraction: number) => void,
): SiteFit[] {
  const sites = Array.from(hooks, ([name, features]) => ({ name, features, width: features.shape[1]! }));
  const total = sites.reduce((sum, { width }) => sum + width, 0);
  if (total > widestProbe) return [...sites.map((site) => fitAlone(site, task, onSite)), tooWide(total)];
  onSite(allSites, 0);
  const all = taskMoments(concatenateFeatures(sites.map(({ features }) => features)), task);
  let first = 0;
  const fits = sites.map(({ name, width }, i) => {
    onSite(name, (i + 1) / (sites.length + 1));
    const moments = selectMoments(all, first, width);
    first += width;
    return { name, width, ...fitBeliefs(moments) };
  });
  return sites.length > 1 ? [...fits, { name: allSites, width: total, ...fitBeliefs(all) }] : fits;
}

function fitAlone(
  { name, width, features }: { readonly name: string; readonly width: number; readonly features: Tensor<Float32Array> },
  task: ProbeTask,
  onSite: (name: string, fraction: number) => void,
): SiteFit {
  onSite(name, 0);
  return { name, width, ...fitBeliefs(taskMoments(features, task)) };
}

function selectMoments({ folds, wordFolds, distinctBeliefs }: TaskMoments, first: number, width: number): TaskMoments {
  return {
    folds: folds.map((fold) => selectFeatures(fold, first, width)),
    wordFolds: wordFolds?.map((fold) => selectFeatures(fold, first, width)) ?? null,
    distinctBeliefs,
  };
}

function tooWide(width: number): SiteFit {
  const reason = `${width} features are more than the ${widestProbe} that are probed at once`;
  const fit = { r2HeldOut: null, r2HeldOutSe: null, r2InSample: null, rmseHeldOut: null, reason };
  return { name: allSites, width, fit, foldProbes: [] };
}
