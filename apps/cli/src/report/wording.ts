import type { FilterResult, Fit, ReportResults } from "@beliefscope/studies";
import { nats, share, signed } from "./numbers.ts";

/** A process with its parameters: mess3(x=0.05, a=0.85). */
export function processName({ id, params }: ReportResults["process"]): string {
  const list = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
  return list.length > 0 ? `${id}(${list.join(", ")})` : id;
}

type Baseline = { readonly key: keyof ReportResults["baselines"]; readonly label: string; readonly fit: Fit };

/** The baselines and controls, in the order in which they are shown. */
export function baselineRows(baselines: ReportResults["baselines"]): readonly Baseline[] {
  return [
    { key: "untrained", label: `untrained, ${baselines.untrained.site}`, fit: baselines.untrained },
    { key: "history", label: "one-hot history", fit: baselines.history },
    { key: "last3", label: "last 3 tokens", fit: baselines.last3 },
    { key: "lastToken", label: "last token", fit: baselines.lastToken },
    { key: "shuffled", label: "shuffled beliefs", fit: baselines.shuffled },
  ];
}

/** The best of the baselines, which every probe figure is set against. */
export function bestBaseline({ baselines }: ReportResults): { readonly label: string; readonly r2: number | null } {
  const rivals = baselineRows(baselines).filter(({ key }) => key !== "shuffled");
  const best = rivals.reduce((a, b) => ((b.fit.r2HeldOut ?? -Infinity) > (a.fit.r2HeldOut ?? -Infinity) ? b : a));
  return { label: best.key === "untrained" ? "untrained network" : best.label, r2: best.fit.r2HeldOut };
}

/** A fixed filter's name. */
export function filterName({ id, readout }: FilterResult): string {
  return `${id === "kalman" ? "Kalman" : "ζ-law"}, ${readout}`;
}

/** R² with its standard error. */
export function withError(r2: number | null, se: number | null): string {
  if (r2 === null) return "–";
  return se === null ? share(r2, 4) : `${share(r2, 4)} ± ${share(se, 4)}`;
}

/** The finding in two sentences, numbers and all. */
export function lead(results: ReportResults): string {
  const { network, optimal, process } = results;
  const shown = results.sites.find(({ name }) => name === results.shownSite)!;
  const rival = bestBaseline(results);
  const gap = optimal.unigramLossMean - optimal.lossMean;
  const regret = `It predicts within ${nats(network.regret)} nats of the optimum${
    gap > 1e-12 ? `, ${((100 * network.regret) / gap).toFixed(2)} % of what there is to gain` : ""
  }.`;
  if (shown.r2HeldOut === null) return `The beliefs of ${processName(process)} do not vary. ${regret}`;
  const what = holdsOutBeliefs(results) ? "beliefs" : "words";
  const words = holdsOutBeliefs(results) ? ` (${share(shown.r2WordsHeldOut, 4)} on random words held out)` : "";
  return `A linear probe at ${shown.name} reads the optimal belief of ${processName(process)} with R² ${share(shown.r2HeldOut, 4)} on ${what} held out${words}, against ${share(rival.r2, 4)} for the best baseline (${rival.label}; gain ${signed(shown.gainOverBestBaseline, 4)}). ${regret}`;
}

/** What was averaged over. */
export function ensembleWords({ ensemble, positions: [from, to] }: ReportResults): string {
  const count = ensemble.prefixes.toLocaleString("en");
  return ensemble.kind === "exact"
    ? `all ${ensemble.words.toLocaleString("en")} possible words of ${to} tokens and their ${count} distinct prefixes of ${from} … ${to} tokens, each weighted by its exact probability; no sampling error`
    : `${ensemble.words.toLocaleString("en")} sampled words of ${to} tokens (${count} prefixes); standard error of the network's mean loss ${nats(ensemble.se)} nats`;
}

/** Whether whole beliefs were held out, because there are few: then words alone were held out beside that. */
export function holdsOutBeliefs({ probe }: ReportResults): boolean {
  return probe.foldRule !== "lastTwoTokens";
}

/** How words were held out. */
export function foldWords({ probe }: ReportResults): string {
  const beliefs = probe.distinctBeliefs.toLocaleString("en");
  switch (probe.foldRule) {
    case "lastTwoTokens":
      return `Held out are all words that end in the same two tokens (${probe.folds} folds, ${beliefs} distinct beliefs; words with equal beliefs share a fold).`;
    case "targetClass":
      return `There are only ${beliefs} distinct beliefs, so each is held out whole, with every word that leads to it: a probe must extrapolate. “Words” holds out random words instead, whose beliefs it may have seen.`;
    default:
      return `Held out are whole classes of words with equal beliefs (${beliefs} classes in ${probe.folds} folds). “Words” holds out random words instead, whose beliefs the probe may have seen.`;
  }
}
