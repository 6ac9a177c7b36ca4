import type { Identification } from "@beliefscope/hmm-core";
import type { textStyles } from "../terminal.ts";
import { textTable } from "../text-table.ts";
import type { FitResults } from "./fit-tokens.ts";

/** More states or tokens than this are not printed as matrices. */
const WIDEST = 12;
/** Starts that end this near the best, in nats a token, are as good. */
const NEAR = 1e-4;

/** A fit for people: how good it is, where it came from, and its matrices. */
export function fitSummary(results: FitResults, { bold, dim }: ReturnType<typeof textStyles>): string {
  const { hmm, logLikelihood, natsPerToken, numTokens, numSequences, starts } = results;
  const states = hmm.stateNames ?? hmm.initialBelief.map((_, state) => `S${state}`);
  const tokens = hmm.tokenNames ?? hmm.labeledTransitions.map((_, token) => String(token));
  const good = starts.filter((one) => one.logLikelihood > logLikelihood - NEAR * numTokens).length;
  const ended = starts.length > 1 ? dim(`(${good} of ${starts.length} starts came within 0.0001 nats a token)`) : "";
  const facts: readonly (readonly [string, string])[] = [
    ["Log-likelihood", `${logLikelihood.toFixed(6)} nats, ${natsPerToken.toFixed(6)} nats a token`],
    ["Parameters", `${results.parameters}   AIC ${results.aic.toFixed(3)}   BIC ${results.bic.toFixed(3)}`],
    ["Stopped", `${stopped[results.stopReason]} after ${results.iterations} updates`],
    ["Best start", `${results.start === 0 ? "the first" : `restart ${results.start}`} ${ended}`.trimEnd()],
    ["Process", identified(results.identification)],
  ];
  const isWide = Math.max(states.length, tokens.length) > WIDEST;
  return [
    `${bold(hmm.name)}  ${states.length} states, ${tokens.length} tokens, fitted to ${numTokens} tokens in ${numSequences} sequence${numSequences === 1 ? "" : "s"}`,
    "",
    ...facts.map(([title, text]) => `${bold(title.padEnd(14))}  ${text}`),
    `${bold("Initial belief")}  ${isWide ? dim("see -o FILE or --json") : hmm.initialBelief.map(short).join("  ")}`,
    ...(isWide ? [] : hmm.labeledTransitions).flatMap((rows, token) => [
      "",
      bold(`P(token ${tokens[token]!}, to | from)`),
      ...textTable(
        [{ title: "" }, ...states.map((name) => ({ title: name, align: "right" as const }))],
        rows.map((row, from) => [dim(states[from]), ...row.map(short)]),
      ),
    ]),
    "",
  ].join("\n");
}

const stopped: Readonly<Record<FitResults["stopReason"], string>> = {
  converged: "converged",
  maxIterations: "not converged",
  aborted: "interrupted",
};

function identified(identification: Identification | null): string {
  if (identification === null) return "too large to be compared with the registry";
  const spec = ({ id, params }: { id: string; params: Readonly<Record<string, number>> }): string => {
    const list = Object.entries(params).map(([name, value]) => `${name}=${Number(value.toPrecision(4))}`);
    return list.length > 0 ? `${id}:${list.join(",")}` : id;
  };
  if (identification.id !== null) {
    const how = identification.how.length > 0 ? ` (${identification.how.join(", ")})` : "";
    return `${spec(identification)}${how}`;
  }
  if (identification.nearest === null) return "none of the registry";
  const { difference, length } = identification.nearest;
  return `near ${spec(identification.nearest)}: words of ${length} tokens differ by ${difference.toPrecision(3)} (total variation)`;
}

/** Six decimals, less for what has fewer. */
function short(value: number): string {
  return String(Number(value.toFixed(6)));
}
