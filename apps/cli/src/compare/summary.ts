import type { ComparedModel, Comparison } from "@beliefscope/studies";
import { poleWithError } from "../attention-law/summary.ts";
import { fixed, nats, share, signed } from "../report/numbers.ts";
import { processName } from "../report/wording.ts";
import { type SummaryStyle, textStyles, wrapped } from "../terminal.ts";
import { type TextColumn, textTable } from "../text-table.ts";

/** The comparison in the terminal: predictions, beliefs and forgetting, a row for each network in each table. */
export function compareSummary({ models, positions, lags }: Comparison, { colour, columns }: SummaryStyle): string {
  const { bold, dim } = textStyles(colour);
  const note = (text: string): string[] => wrapped(text, columns).map(dim);
  const names = [...new Set(models.map(({ process }) => processName(process)))];
  const isMixed = names.length > 1;
  const byWords = models.some(({ r2WordsHeldOut }) => r2WordsHeldOut !== undefined);
  const sampled = models.some(({ regretSe }) => regretSe > 0);
  const row = (model: ComparedModel, ...cells: string[]): string[] => [bold(model.id), ...cells];
  const predictions = textTable(
    [
      { title: "network" },
      ...(isMixed ? [{ title: "process" }] : []),
      ...right("params", "loss", "regret", ...(sampled ? ["±"] : []), "last", "frac"),
    ],
    models.map((model) =>
      row(
        model,
        ...(isMixed ? [processName(model.process)] : []),
        model.params.toLocaleString("en"),
        fixed(model.loss, 6),
        nats(model.regret),
        ...(sampled ? [nats(model.regretSe)] : []),
        nats(model.regretLast),
        share(model.frac, 4),
      ),
    ),
  );
  const beliefs = textTable(
    [
      { title: "beliefs" },
      { title: "site" },
      ...right("R² held out", ...(byWords ? ["words"] : []), "in sample", "gain"),
    ],
    models.flatMap((model) =>
      model.sites.map((site, i) => {
        const isShown = site.name === model.site;
        return [
          i === 0 ? bold(model.id) : "",
          isShown ? bold(site.name) : site.name,
          share(site.r2HeldOut, 4),
          ...(byWords ? [share(site.r2WordsHeldOut, 4)] : []),
          share(site.r2, 4),
          isShown ? signed(model.gain, 4) : "",
        ];
      }),
    ),
  );
  const forgetting = textTable(
    [{ title: "forgetting" }, ...right("θ", "ζ", "influence pole", "attention pole", "fixed"), { title: "head" }],
    models.flatMap((model) => {
      const { laws, influence, heads } = model;
      const own = [share(laws.kalman.modulus), share(laws.zeta.modulus), poleWithError(influence)];
      if (heads.length === 0) return [row(model, ...own, "–", "–")];
      return heads.map(({ hook, head, decay, fixedness }, i) => [
        ...(i === 0 ? row(model, ...own) : ["", "", "", ""]),
        poleWithError(decay),
        share(fixedness),
        dim(`${hook.replace(/\.attn\.hook_pattern$/, "")} head ${head}`),
      ]);
    }),
  );
  return [
    `${bold(names.join(", "))}  means over ${positions[0]} … ${positions[1]} tokens read`,
    "",
    ...predictions,
    "",
    ...beliefs,
    "",
    ...forgetting,
    "",
    ...note(
      `regret: nats lost against the optimum (last: after ${positions[1]} tokens); frac: share of the gap between the losses of token frequencies and of the optimum; R²: beliefs read linearly at each site, on words held out and in sample; gain: over the best baseline held out, untrained network included${byWords ? " (on random words held out, where beliefs are so few that they are held out whole)" : ""}; θ: slowest pole of the best fixed filter; ζ: of the process; poles: fitted to ${lags[0]} … ${lags[1]} steps back, ± the standard error from position to position; fixed: share of the attention's variance that position explains.`,
    ),
    ...(isMixed ? note("Losses of different processes do not compare; frac does.") : []),
  ].join("\n");
}

function right(...titles: string[]): TextColumn[] {
  return titles.map((title) => ({ title, align: "right" }));
}
