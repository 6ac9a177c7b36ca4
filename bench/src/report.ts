import type { Contest } from "./contest.ts";
import type { Timing } from "./measure.ts";
import type { Spread } from "./spread.ts";
import { digits, verdict } from "./verdicts.ts";

/** A contest and what came of it. */
export type Outcome = { readonly contest: Contest; readonly timings: readonly Timing[] };

/** All goals of several contests as one Markdown table. */
export function goalTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap(({ contest, timings }) =>
    timings.flatMap((timing) => {
      const found = verdict(contest, timing);
      if (found === null) return [];
      const met = found.met === null ? "–" : found.met ? "met" : "**not met**";
      return [[contest.id, timing.contestant.name, found.wanted, found.measured, met]];
    }),
  );
  return table(["job", "who", "goal", "measured", ""], rows);
}

/** One contest as a section with its table. */
export function contestSection({ contest, timings }: Outcome): string {
  const rows = timings.map((timing) => {
    const { contestant } = timing;
    const isOurs = contestant === contest.ours;
    const name = isOurs ? `**${contestant.name}**` : contestant.name;
    if ("missing" in timing) return [name, `not measured: ${timing.missing}`, "", ""];
    const ratio = isOurs ? "1" : range(timing.ratio);
    const inverse = isOurs ? "1" : range(inverted(timing.ratio));
    return [name, duration(timing.seconds.median), ratio, inverse];
  });
  const head = ["", `CPU time per ${contest.unit}`, "theirs / ours", "ours / theirs"];
  return `## ${contest.id}\n\n${contest.title}.\n\n${table(head, rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function range({ median, low, high }: Spread): string {
  return `${digits(median)} (${digits(low)}–${digits(high)})`;
}

function inverted({ median, low, high }: Spread): Spread {
  return { median: 1 / median, low: 1 / high, high: 1 / low };
}

function duration(seconds: number): string {
  if (seconds < 1e-6) return `${digits(seconds * 1e9)} ns`;
  return seconds < 1e-3 ? `${digits(seconds * 1e6)} µs` : `${digits(seconds * 1e3)} ms`;
}
