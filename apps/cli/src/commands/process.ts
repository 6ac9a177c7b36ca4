import { processFacts, type ProcessFacts } from "@beliefscope/studies";
import { buildCommand } from "@stricli/core";
import type { BeliefscopeContext } from "../context.ts";
import { jsonFlag, specArgument, wholeNumber } from "../flags.ts";
import { loadProcess } from "../load-process.ts";
import { printJson } from "../print-json.ts";
import { poles } from "../report/numbers.ts";
import { textStyles, usesColour } from "../terminal.ts";
import { textTable } from "../text-table.ts";

type Flags = { readonly length: number; readonly json: boolean };

/** `beliefscope process SPEC`: what a process is, in numbers. */
export const processCommand = buildCommand({
  docs: { brief: "Show a process: matrices, stationary law, eigenvalues, entropy rate, dimension, optimal loss" },
  parameters: {
    flags: {
      length: {
        kind: "parsed",
        parse: wholeNumber("--length", 1, 100_000),
        brief: "Optimal losses for 0 … length-1 tokens read",
        placeholder: "L",
        default: "8",
      },
      json: jsonFlag,
    },
    positional: {
      kind: "tuple",
      parameters: [specArgument],
    },
  },
  async func(this: BeliefscopeContext, { length, json }: Flags, spec: string): Promise<void> {
    const { terminal } = this;
    const { hmm, id, params } = await loadProcess(spec);
    const facts = processFacts(hmm, { length });
    if (json) {
      printJson(terminal.stdout, { schemaVersion: 1, id, params, ...facts });
      return;
    }
    const styles = textStyles(usesColour(terminal, terminal.stdout));
    terminal.stdout.write(`${describe(facts, styles).join("\n")}\n`);
  },
});

function describe(facts: ProcessFacts, { bold, dim }: ReturnType<typeof textStyles>): string[] {
  const { entropyRate: rate, optimalLoss, tokens, states } = facts;
  const matrix = (title: string, rows: readonly (readonly number[])[], columns: readonly string[]): string[] => [
    "",
    bold(title),
    ...textTable(
      [{ title: "" }, ...columns.map((name) => ({ title: name, align: "right" as const }))],
      rows.map((row, i) => [dim(states[i]), ...row.map(short)]),
    ),
  ];
  const convention = facts.emitOn === "arrival" ? "of the state arrived at" : "of the state departed from";
  const entropyRate = rate.exact ? rate.nats.toFixed(9) : bounds(rate);
  return [
    `${bold(facts.name)}  ${states.length} states, ${tokens.length} tokens`,
    ...matrix("Transition P(to | from)", facts.transition, states),
    ...(facts.emission
      ? matrix(`Emission P(token | state), ${convention}`, facts.emission, tokens)
      : facts.labeledTransitions.flatMap((rows, x) => matrix(`P(token ${tokens[x]!}, to | from)`, rows, states))),
    "",
    `${bold("Stationary law")}  ${facts.stationary.map(short).join("  ")}`,
    `${bold("Eigenvalues")}     ${facts.eigenvalues?.map(complex).join("  ") ?? dim(facts.eigenvaluesReason ?? "")}`,
    `${bold("Entropy rate")}    ${entropyRate} nats ${dim(`(${rate.method})`)}`,
    `${bold("Excess entropy")}  ${bounds(facts.excessEntropy)} nats ${dim(`(${facts.excessEntropy.method})`)}`,
    `${bold("Complexity")}      ${facts.statisticalComplexity.nats === null ? dim(facts.statisticalComplexity.reason ?? "") : `${facts.statisticalComplexity.nats.toFixed(9)} nats`}`,
    `${bold("Beliefs")}         ${facts.mixedStates.total === null ? dim(facts.mixedStates.reason ?? "") : `${facts.mixedStates.total}, of which ${facts.mixedStates.recurrent ?? "–"} recur`}`,
    `${bold("Dimension")}       ${dimensions(facts.dimension, dim)}`,
    `${bold("Lyapunov")}        ${exponents(facts.dimension, dim)}`,
    `${bold("Best filter")}     ${facts.bestFilter.poles === null ? dim(facts.bestFilter.reason ?? "") : `poles ${poles(facts.bestFilter.poles)}`}`,
    "",
    `${bold("Optimal loss")}    ${meanLoss(optimalLoss)} nats, mean over k = 0 … ${optimalLoss.length - 1} tokens read`,
    ...(optimalLoss.reason === undefined ? [] : [dim(`                ${optimalLoss.reason}`)]),
    ...textTable(
      [
        { title: "k", align: "right" },
        { title: "nats", align: "right" },
      ],
      optimalLoss.byTokensRead.map((loss, k) => [String(k), loss.toFixed(9)]),
    ),
  ];
}

function meanLoss({ mean, meanBounds }: ProcessFacts["optimalLoss"]): string {
  if (mean !== null) return mean.toFixed(9);
  return meanBounds ? bounds(meanBounds) : "unknown";
}

function complex([re, im]: readonly [number, number]): string {
  return im === 0 ? short(re) : `${short(re)}${im < 0 ? "−" : "+"}${short(Math.abs(im))}i`;
}

/** Both bounds, or their common value, or the one bound that there is. */
function bounds({ lower, upper }: { readonly lower: number | null; readonly upper: number | null }): string {
  if (lower === null) return `at most ${upper!.toFixed(9)}`;
  if (upper === null) return `at least ${lower.toFixed(9)}`;
  return upper - lower < 1e-9 ? upper.toFixed(9) : `between ${lower.toFixed(9)} and ${upper.toFixed(9)}`;
}

/** What the measure fills (D1, D2) and what the set fills (D0). */
function dimensions(facts: ProcessFacts["dimension"], dim: (text: string) => string): string {
  const { information, measuredInformation, correlation, support } = facts;
  if (information.value === null) return dim(information.reason ?? "");
  const measured = measuredInformation.error === 0 ? information.method : `sampled ${withError(measuredInformation)}`;
  return [
    `information ${information.upperBoundOnly ? "≤ " : ""}${withError(information)} ${dim(`(${measured})`)}`,
    `correlation ${withError(correlation)}`,
    `support ${withError(support)}`,
  ].join("  ");
}

function exponents({ lyapunov }: ProcessFacts["dimension"], dim: (text: string) => string): string {
  if (lyapunov === null) return dim("not computed");
  if (lyapunov.length === 0) return dim("none: there is one belief only");
  return `${lyapunov.map(({ nats, error }) => (nats === null ? "-∞" : withError({ value: nats, error }))).join("  ")} nats per token`;
}

/** A value, with its error where there is one, to the digits that it allows. */
function withError({ value, error }: { readonly value: number | null; readonly error: number | null }): string {
  if (value === null) return "unknown";
  return error ? `${value.toFixed(4)} ± ${error.toFixed(4)}` : short(value);
}

/** Up to six decimals, no trailing zeros. */
function short(value: number): string {
  return String(Number(value.toFixed(6)));
}
