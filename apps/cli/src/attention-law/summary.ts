import type { AttentionLaw, DecayBesideLaws, LossDifference } from "@beliefscope/studies";
import { fixed, nats, poles, share } from "../report/numbers.ts";
import { processName } from "../report/wording.ts";
import { type SummaryStyle, textStyles, wrapped } from "../terminal.ts";
import { type TextColumn, textTable } from "../text-table.ts";

/** The measured law, and whose it is. */
export type NamedLaw = AttentionLaw & {
  readonly file: string;
  readonly process: { readonly id: string; readonly params: Readonly<Record<string, unknown>> };
};

/** More lags than this are not shown. */
const MOST_LAGS = 10;

/** The law in the terminal: attention by lag, and the decays with what heads are worth. */
export function attentionLawSummary(law: NamedLaw, { colour, columns }: SummaryStyle): string {
  const { bold, dim } = textStyles(colour);
  const note = (text: string): string[] => wrapped(text, columns).map(dim);
  const { heads, influence, laws, network, context } = law;
  const name = ({ hook, head }: { readonly hook: string; readonly head: number }): string =>
    `${hook.replace(/\.hook_pattern$/, "")} head ${head}`;
  const shownLags = Math.min(context, MOST_LAGS);
  const withElsewhere = heads.some(({ elsewhere }) => elsewhere > 0.0005);
  const sampled = law.ensemble.kind === "sampled";
  const byLag = (values: readonly number[]): string[] =>
    Array.from({ length: shownLags }, (_, lag) => share(values[lag]));
  const kernels = textTable(
    [
      { title: "steps back" },
      ...right(...Array.from({ length: shownLags }, (_, lag) => String(lag))),
      ...(withElsewhere ? right("BOS") : []),
    ],
    [
      ...heads.flatMap((head) => [
        [name(head), ...byLag(head.byLag), ...(withElsewhere ? [share(head.elsewhere)] : [])],
        ...(sampled ? [[dim("±"), ...byLag(head.byLagSe).map(dim)]] : []),
      ]),
      [bold("influence on logits"), ...byLag(influence.byLag)],
    ],
  );
  const fits = textTable(
    [{ title: "decay" }, ...right("pole", "R²", "law", "fixed", "cost of mean")],
    [
      ...heads.map((head) => [
        name(head),
        ...decayCells(head.decay, laws),
        share(head.fixedness),
        cost(head.costOfMean, sampled),
      ]),
      ...(heads.length > 1 ? [[dim("all heads"), "", "", "", "", cost(law.costOfMeans, sampled)]] : []),
      [bold("influence on logits"), ...decayCells(influence.decay, laws)],
    ],
  );
  return [
    `${bold(law.file)} on ${bold(processName(law.process))}`,
    "",
    ...textTable(
      [{ title: "law of forgetting" }, ...right("slowest", "regret"), { title: "poles" }],
      [
        ["θ  best fixed filter", share(laws.kalman.modulus, 4), "", poles(laws.kalman.poles)],
        ["ζ  the process itself", share(laws.zeta.modulus, 4), "", poles(laws.zeta.poles)],
        [
          "λ  best single pole, linear logits",
          share(laws.linearLogits.modulus, 4),
          cost(laws.linearLogits.regret, sampled),
          poles(laws.linearLogits.poles),
        ],
      ],
    ),
    ...(laws.kalman.reason === undefined ? [] : note(`no θ: ${laws.kalman.reason}`)),
    ...(laws.zeta.reason === undefined ? [] : note(`no ζ: ${laws.zeta.reason}`)),
    ...(laws.linearLogits.reason === undefined ? [] : note(`no λ: ${laws.linearLogits.reason}`)),
    "",
    ...kernels,
    ...(shownLags < context ? note(`… and ${context - shownLags} steps more (--json has all)`) : []),
    "",
    ...fits,
    ...(law.reason === undefined ? [] : note(`no cost: ${law.reason}`)),
    "",
    `${bold("Loss")}  ${fixed(network.lossMean, 6)} nats, regret ${nats(network.regret.nats)}${sampled ? ` ± ${nats(network.regret.se)}` : ""}`,
    "",
    ...note(
      "λ: the filter of one real pole that loses least where logits are linear in its memory, by exact risk on these words. A network that reads out through a norm or an MLP is not bound by it.",
    ),
    ...note(
      `Poles are fitted to ${law.lags[0]} … ${law.lags[1]} steps back, each position with a scale of its own; ± is the standard error from position to position (jackknife). Law: whose slowest pole lies within two of these, if R² is at least .95. Fixed: share of the attention's variance that position explains. Cost: nats lost with the head's attention replaced by its mean over inputs. Influence: the best sum of a vector for each token, which explains ${share(influence.r2)} of the logits' variance.`,
    ),
    ...note(
      sampled
        ? `${law.ensemble.words.toLocaleString("en")} sampled words of ${context} tokens; losses are means over 1 … ${context} tokens read`
        : `all ${law.ensemble.words.toLocaleString("en")} possible words of ${context} tokens, each weighted by its exact probability; losses are means over 1 … ${context} tokens read`,
    ),
  ].join("\n");
}

const symbols = { kalman: "θ", zeta: "ζ", linearLogits: "λ" };

/** Pole with its error, R², and the laws that it agrees with. */
function decayCells(decay: DecayBesideLaws | null, laws: AttentionLaw["laws"]): string[] {
  if (decay === null) return ["–", "–", "–"];
  const known = [laws.kalman, laws.zeta, laws.linearLogits].some(({ modulus }) => modulus !== null);
  const agreed = decay.agreesWith.map((law) => symbols[law]).join(", ");
  return [poleWithError(decay), share(decay.r2), agreed || (known ? "none" : "–")];
}

/** A pole ± its standard error. */
export function poleWithError(decay: { readonly pole: number; readonly se: number | null } | null): string {
  if (decay === null) return "–";
  return decay.se === null ? fixed(decay.pole, 4) : `${fixed(decay.pole, 4)} ± ${fixed(decay.se, 4)}`;
}

function cost(difference: LossDifference | null, sampled: boolean): string {
  if (difference === null) return "–";
  return sampled ? `${nats(difference.nats)} ± ${nats(difference.se)}` : nats(difference.nats);
}

function right(...titles: string[]): TextColumn[] {
  return titles.map((title) => ({ title, align: "right" }));
}
