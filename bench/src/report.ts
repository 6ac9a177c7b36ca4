import type { Contest } from "./contest.ts";
import type { Timing } from "./measure.ts";
import type { Spread } from "./spread.ts";
import { digits, verdict, type Verdict } from "./verdicts.ts";

/** A contest and what came of it. */
export type Outcome = { readonly contest: Contest; readonly timings: readonly Timing[] };

/** A goal, by job and competitor. */
export type NamedVerdict = Verdict & { readonly job: string; readonly who: string };

/** The goals of a contest. */
export function goalsOf({ contest, timings }: Outcome): NamedVerdict[] {
  return timings.flatMap((timing) => {
    const found = verdict(contest, timing);
    return found === null ? [] : [{ ...found, job: contest.id, who: timing.contestant.name }];
  });
}

/** Goals as one Markdown table. */
export function goalTable(goals: readonly NamedVerdict[]): string {
  const rows = goals.map(({ job, who, wanted, measured, met }) => {
    return [job, who, wanted, measured, met === null ? "–" : met ? "met" : "**not met**"];
  });
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

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function range({ median, low, high }: Spread): string {
  return `${digits(median)} (${digits(low)}–${digits(high)})`;
}

function inverted({ median, low, high }: Spread): Spread {
  return { median: 1 / median, low: 1 / high, high: 1 / low };
}

/** A time in the unit that suits it. */
export function duration(seconds: number): string {
  if (seconds < 1e-6) return `${digits(seconds * 1e9)} ns`;
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} µs`;
  return seconds < 1 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}
