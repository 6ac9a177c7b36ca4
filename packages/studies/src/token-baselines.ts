import { historyFeatures, shuffledTargets } from "@beliefscope/interp-probes";
import { standardError } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";
import { fitBeliefs, type ProbeTask, taskMoments } from "./probe-task.ts";
import type { Fit } from "./report-results.ts";

/** One shuffle scatters widely (a few short words carry much of the weight), so several are averaged. */
const numShuffles = 8;

/** What can be read off the raw tokens, and off the whole history once the beliefs are shuffled among the prefixes. */
export function tokenBaselines(
  task: ProbeTask,
  random: Random,
): { lastToken: Fit; last3: Fit; history: Fit; shuffled: Fit } {
  const length = task.tokensByLag.shape[1]!;
  const fit = (lags: number, { beliefs }: Pick<ProbeTask, "beliefs">): Fit => {
    const features = historyFeatures(task.tokensByLag, { numTokens: task.numTokens, lags: Math.min(lags, length) });
    return fitBeliefs(taskMoments(features, { ...task, beliefs })).fit;
  };
  return {
    lastToken: fit(1, task),
    last3: fit(3, task),
    history: fit(length, task),
    shuffled: meanFit(
      Array.from({ length: numShuffles }, () => fit(length, { beliefs: shuffledTargets(task.beliefs, { random }) })),
    ),
  };
}

/** The mean of fits to independent shuffles, with its standard error; null where one of them is. */
function meanFit(fits: readonly Fit[]): Fit {
  const mean = (key: "r2HeldOut" | "r2WordsHeldOut" | "r2InSample" | "rmseHeldOut"): number | null => {
    const values = fits.map((fit) => fit[key] ?? null).filter((value) => value !== null);
    return values.length < fits.length ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const r2HeldOut = mean("r2HeldOut");
  const r2HeldOutSe = r2HeldOut === null ? null : standardError(Float64Array.from(fits, (fit) => fit.r2HeldOut!));
  const reason = fits[0]!.reason;
  return {
    r2HeldOut,
    r2HeldOutSe,
    ...("r2WordsHeldOut" in fits[0]! && { r2WordsHeldOut: mean("r2WordsHeldOut") }),
    r2InSample: mean("r2InSample"),
    rmseHeldOut: mean("rmseHeldOut"),
    ...(reason !== undefined && { reason }),
  };
}
