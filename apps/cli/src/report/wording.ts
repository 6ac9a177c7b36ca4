import type { FilterResult, Fit, ReportResults } from "@beliefscope/studies";
import { nats, share, signed } from "./numbers.ts";

/** A process with its parameters: mess3(x=0.05, a=0.85). */
export function processName({ id, params }: Pick<ReportResults["process"], "id" | "params">): string {
  const list = Object.entries(params).map(([name, value]) => `${name}=${String(value)}`);
  return list.length > 0 ? `${id}(${list.join(", ")})` : id;
}

type Baseline = { readonly key: keyof ReportResults["baselines"]; readonly label: string; readonly fit: Fit };

/** What the control is, in words that are true of it. */
export function controlName({ kind, file }: ReportResults["control"]): string {
  switch (kind) {
    case "untrained":
      return "untrained network";
    case "permuted":
      return "permuted weights";
    case "given":
      return `control ${file}`;
  }
}

/** The baselines and controls, in the order in which they are shown. */
export function baselineRows({ baselines, control }: ReportResults): readonly Baseline[] {
  return [
    { key: "untrained", label: `${controlName(control)}, ${baselines.untrained.site}`, fit: baselines.untrained },
    { key: "history", label: "one-hot history", fit: baselines.history },
    { key: "last3", label: "last 3 tokens", fit: baselines.last3 },
    { key: "lastToken", label: "last token", fit: baselines.lastToken },
    { key: "shuffled", label: "shuffled beliefs", fit: baselines.shuffled },
  ];
}

/** The R² that a report speaks of: on words held out; where beliefs are few, of random words (see `foldWords`). */
export function headlineR2(results: ReportResults, fit: Fit): number | null {
  return holdsOutBeliefs(results) ? (fit.r2WordsHeldOut ?? null) : fit.r2HeldOut;
}

/** The best of the baselines, which every probe figure is set against. */
export function bestBaseline(results: ReportResults): { readonly label: string; readonly r2: number | null } {
  const r2 = ({ fit }: Baseline): number => headlineR2(results, fit) ?? -Infinity;
  const rivals = baselineRows(results).filter(({ key }) => key !== "shuffled");
  const best = rivals.reduce((a, b) => (r2(b) > r2(a) ? b : a));
  const label = best.key === "untrained" ? controlName(results.control) : best.label;
  return { label, r2: headlineR2(results, best.fit) };
}

/** The site that the figure shows, its headline R², and what that gains over the best baseline. */
export function headline(results: ReportResults): {
  readonly site: string;
  readonly r2: number | null;
  readonly gain: number | null;
} {
  const shown = results.sites.find(({ name }) => name === results.shownSite)!;
  const r2 = headlineR2(results, shown);
  const rival = bestBaseline(results).r2;
  return { site: shown.name, r2, gain: r2 === null || rival === null ? null : r2 - rival };
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
  const { site, r2, gain } = headline(results);
  const rival = bestBaseline(results);
  const gap = optimal.unigramLossMean - optimal.lossMean;
  const ofGap =
    network.regret > gap
      ? "worse than the token frequencies"
      : `${percent(network.regret / gap)} of what there is to gain`;
  const regret = `It predicts within ${withRegretError(results)} nats of the optimum${gap > 1e-12 ? `, ${ofGap}` : ""}.`;
  if (r2 === null) return `The beliefs of ${processName(process)} do not vary enough to be held out. ${regret}`;
  const what = holdsOutBeliefs(results) ? "random words" : "words";
  return `A linear probe at ${site} explains ${share(r2, 4)} of the variance of the optimal belief of ${processName(process)} on ${what} held out (R²), against ${share(rival.r2, 4)} for the best baseline (${rival.label}; gain ${signed(gain, 4)}). ${regret}`;
}

/** The network's regret, with its standard error where words were sampled. */
export function withRegretError({ network, ensemble }: ReportResults): string {
  return ensemble.kind === "exact" ? nats(network.regret) : `${nats(network.regret)} ± ${nats(network.regretSe)}`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
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
      if (probe.distinctBeliefs < 3)
        return `There ${probe.distinctBeliefs === 1 ? "is only one belief" : "are only two beliefs"}: too few to hold one out. “Words” holds out random words.`;
      return `There are only ${beliefs} distinct beliefs, so each is held out whole, with every word that leads to it: a probe must extrapolate. “Words” holds out random words instead, whose beliefs it may have seen.`;
    default:
      return `Held out are whole classes of words with equal beliefs (${beliefs} classes in ${probe.folds} folds). “Words” holds out random words instead, whose beliefs the probe may have seen.`;
  }
}

/** What the control is, for the record. */
export function controlWords({ kind, file }: ReportResults["control"]): string {
  switch (kind) {
    case "untrained":
      return `the network before training, ${file}`;
    case "permuted":
      return "the same graph with the entries of each weight tensor permuted";
    case "given":
      return `${file}, as given`;
  }
}
