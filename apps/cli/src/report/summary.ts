import type { ReportResults } from "@beliefscope/studies";
import { type SummaryStyle, textStyles, wrapped } from "../terminal.ts";
import { type TextColumn, textTable } from "../text-table.ts";
import { fixed, nats, poles, share, signed } from "./numbers.ts";
import {
  baselineRows,
  controlWords,
  ensembleWords,
  filterName,
  foldWords,
  holdsOutBeliefs,
  lead,
  processName,
  withError,
  withRegretError,
} from "./wording.ts";

/** The report in the terminal: the finding, and the three tables. */
export function summary(results: ReportResults, { colour, columns }: SummaryStyle): string {
  const { bold, dim } = textStyles(colour);
  const note = (text: string): string[] => wrapped(text, columns).map(dim);
  const { process, model, optimal, network, positions } = results;
  const missing = (rows: readonly { readonly name: string; readonly reason?: string }[]): string[] => {
    const reasons = new Set(rows.flatMap(({ reason }) => (reason === undefined ? [] : [reason])));
    return [...reasons].flatMap((reason) => {
      const names = rows.filter((row) => row.reason === reason).map(({ name }) => name);
      return note(`none for ${names.join(", ")}: ${reason}`);
    });
  };
  const byWords = (cell: string): string[] => (holdsOutBeliefs(results) ? [cell] : []);
  const probes = textTable(
    [
      { title: "features" },
      ...numeric("R² held out", ...byWords("words"), "in sample", "RMSE", "gain", results.control.kind),
    ],
    [
      ...results.sites.map((site) => [
        site.name === results.shownSite ? bold(site.name) : site.name,
        withError(site.r2HeldOut, site.r2HeldOutSe),
        ...byWords(share(site.r2WordsHeldOut, 4)),
        share(site.r2InSample, 4),
        fixed(site.rmseHeldOut, 4),
        signed(site.gainOverBestBaseline, 4),
        share(site.untrained.r2HeldOut, 4),
      ]),
      ...baselineRows(results).map(({ label, fit }) => [
        dim(label),
        withError(fit.r2HeldOut, fit.r2HeldOutSe),
        ...byWords(share(fit.r2WordsHeldOut, 4)),
        share(fit.r2InSample, 4),
        fixed(fit.rmseHeldOut, 4),
      ]),
    ],
  );
  const losses = textTable(
    [{ title: "loss (nats)" }, ...numeric("mean", "regret")],
    [
      ["optimal", fixed(optimal.lossMean, 6), ""],
      ["network", fixed(network.lossMean, 6), withRegretError(results)],
      [dim("token frequencies"), fixed(optimal.unigramLossMean, 6), nats(optimal.unigramLossMean - optimal.lossMean)],
    ],
  );
  const filters = results.filters.map((filter) => ({ ...filter, name: filterName(filter) }));
  const filterTable = textTable(
    [{ title: "fixed filter" }, ...numeric("poles", "regret", "R² raw", "R² affine", "invalid")],
    filters
      .filter(({ reason }) => reason === undefined)
      .map((filter) => [
        filter.name,
        poles(filter.poles),
        nats(filter.regret),
        share(filter.r2Raw),
        share(filter.r2Affine),
        share(filter.invalidMass),
      ]),
  );
  return [
    "",
    `${bold(model.file)} on ${bold(processName(process))}`,
    ...wrapped(lead(results), columns),
    "",
    ...probes,
    ...missing(results.sites),
    ...note(foldWords(results)),
    ...note(
      `Control: ${controlWords(results.control)}. Ridge of all probes: ${String(results.probe.ridge)} of the mean feature variance.`,
    ),
    "",
    ...losses,
    dim(`means over k = ${positions[0]} … ${positions[1]} tokens read`),
    "",
    ...filterTable,
    ...missing(filters),
    "",
    ...note(ensembleWords(results)),
    dim(`max |Δ| of the outputs after exposing the inner tensors: ${network.maxOutputDelta ?? "–"}`),
    "",
  ].join("\n");
}

function numeric(...titles: string[]): TextColumn[] {
  return titles.map((title) => ({ title, align: "right" }));
}
