import { ladder, type Ladder, type LadderRung, type RungId, rungIds, type SkippedRung } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { jsonFlag, seedFlag, specArgument, wholeNumber } from "../flags.ts";
import { loadProcess } from "../load-process.ts";
import { printJson } from "../print-json.ts";
import { createProgress } from "../progress.ts";
import { fixed, poles, share } from "../report/numbers.ts";
import { textStyles, usesColour, wrapped } from "../terminal.ts";
import { textTable } from "../text-table.ts";

type Flags = {
  readonly length: number;
  readonly rungs?: readonly RungId[];
  readonly seed: number;
  readonly json: boolean;
};

const pageWidth = 96;

/** What each rung is, in a few words. */
const descriptions: Readonly<Record<RungId, string>> = {
  kgram1: "token frequencies",
  kgram2: "table of the last token",
  kgram3: "table of the last 2 tokens",
  kgram4: "table of the last 3 tokens",
  kgram5: "table of the last 4 tokens",
  free: "one free attention matrix",
  softmax: "one fixed softmax pattern",
  toeplitz: "one convolution",
  exp1: "one decay",
  exp2: "two decays",
  full: "any linear logits",
  lsprob: "any linear probabilities",
  norm: "fixed softmax + RMS norm",
  normres: "… + residual",
  "lin-prob": "linearised update, probabilities",
  "lin-logit": "linearised update, logits",
  kalman: "summed log-evidence, Kalman pole",
  zeta: "summed log-evidence, pole of T",
  "kalman-linear": "Kalman filter, probabilities",
  qk: "one content head with positions",
  qkres: "… + residual",
  selective: "selective recurrence (exact)",
};

/** A parser of rung names, `free,full`. */
function rungList(text: string): readonly RungId[] {
  return text.split(",").map((part) => {
    const id = rungIds.find((known) => known === part.trim());
    if (id === undefined) throw new RangeError(`--rungs must be among ${rungIds.join(", ")}, got ${part.trim()}`);
    return id;
  });
}

/** `beliefscope ladder SPEC`: what each simplification of a predictor costs, exactly. */
export const ladderCommand = buildCommand({
  docs: {
    brief: "Measure what each simplification of a predictor costs, on every word of a process",
    fullDescription:
      "Builds predictors of a process from k-gram tables over one fixed attention matrix to the exact filter, trains those that have parameters on the exact risk, and prints what each loses against the optimum. Regrets are in nats; frac is the regret as a share of what there is to gain over token frequencies.",
  },
  parameters: {
    flags: {
      length: {
        kind: "parsed",
        parse: wholeNumber("--length", 2),
        brief: "Predictions after 0 … length-1 tokens",
        placeholder: "L",
        default: "8",
      },
      rungs: {
        kind: "parsed",
        parse: rungList,
        optional: true,
        brief: `Which rungs, in this order: ${rungIds.join(",")} [all]`,
        placeholder: "ID,ID,…",
      },
      seed: seedFlag("Seed of the starts of training"),
      json: jsonFlag,
    },
    positional: {
      kind: "tuple",
      parameters: [specArgument],
    },
  },
  async func(this: BeliefscopeContext, { length, rungs, seed, json }: Flags, spec: string): Promise<void> {
    const { terminal } = this;
    const { hmm, id, params } = await loadProcess(spec);
    const progress = createProgress(terminal.stderr);
    const asked = rungs ?? rungIds;
    let result: Ladder;
    try {
      result = ladder(hmm, {
        length,
        rungs: asked,
        random: createRandom(seed),
        onProgress: (rung, fraction) => {
          progress.update(rung, (asked.indexOf(rung) + fraction) / asked.length);
        },
      });
    } finally {
      progress.done();
    }
    if (json) {
      printJson(terminal.stdout, { schemaVersion: 1, seed, ...result, process: { id, params, name: hmm.name } });
      return;
    }
    const styles = textStyles(usesColour(terminal, terminal.stdout));
    terminal.stdout.write(`${describe(result, styles).join("\n")}\n`);
  },
});

function describe(result: Ladder, { bold, dim }: ReturnType<typeof textStyles>): string[] {
  const measured = result.rungs.filter((rung): rung is LadderRung => !("skipped" in rung));
  const skipped = result.rungs.filter((rung): rung is SkippedRung => "skipped" in rung);
  const seconds = measured.reduce((sum, rung) => sum + rung.seconds, 0);
  const numbers = ["regret", "last", "frac", "R²", "held out", "params"];
  return [
    `${bold(result.process)}  means over 0 … ${result.length - 1} tokens read, every word with its exact probability`,
    "",
    `${bold("Unigram loss")}  ${result.unigramLoss.toFixed(9)} nats`,
    `${bold("Optimal loss")}  ${result.optimalLoss.toFixed(9)} nats`,
    "",
    ...textTable(
      [
        { title: "rung" },
        { title: "" },
        ...numbers.map((title) => ({ title, align: "right" as const })),
        { title: "s", align: "right" as const },
        { title: "" },
        { title: "poles" },
      ],
      measured.map((rung) => [
        bold(rung.id),
        dim(descriptions[rung.id]),
        fixed(rung.regret, 9),
        fixed(rung.regretLast, 6),
        share(rung.frac, 4),
        share(rung.r2),
        share(rung.r2HeldOut),
        rung.params === 0 ? dim("–") : String(rung.params),
        dim(fixed(rung.seconds, 1)),
        dim(trust(rung)),
        rung.poles === null ? "" : poles(rung.poles),
      ]),
    ),
    ...skipped.flatMap(({ id, skipped: reason }) => [
      "",
      ...wrapped(`${id} does not apply: ${reason}`, pageWidth).map(dim),
    ]),
    "",
    ...wrapped(
      `regret: nats lost against the optimum (last: after ${result.length - 1} tokens); frac: share of the gap between unigram and optimal loss; R²: beliefs read linearly from what the rung computes, in sample and on groups of words held out; exact: a closed form; certified: the least regret of its kind, proved to 1e-9 nats; best of n: the least of n starts, an upper bound. ${seconds.toFixed(1)} s.`,
      pageWidth,
    ).map(dim),
  ];
}

/** How far a rung's regret can be trusted to be that of the best of its kind. */
function trust({ starts, lowerBound, certified }: LadderRung): string {
  if (starts !== null) return `best of ${starts}`;
  if (lowerBound === null) return "exact";
  return certified ? "certified" : "not certified";
}
