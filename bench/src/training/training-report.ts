import { duration, type NamedVerdict, table } from "../report.ts";
import { spread } from "../spread.ts";
import { digits } from "../verdicts.ts";
import type { Race, TrainingOutcome } from "./measure-training.ts";
import { settingText, theirsAtLeast } from "./training-contest.ts";

/** Who is raced against. */
export const adam = "PyTorch, Adam";

/** The goals of a training contest, one for each regret. */
export function trainingGoals({ contest, races }: TrainingOutcome): NamedVerdict[] {
  return races.map((race) => {
    const named = { job: contest.id, who: `${adam}, to ${race.threshold.factor} × the best regret` };
    const wanted = `theirs ≥ ${theirsAtLeast} × ours`;
    const ratio = ratioOf(race, contest.capSeconds);
    if (ratio === null) return { ...named, wanted, measured: "not measured", met: null };
    const met = ratio.times >= theirsAtLeast || (ratio.atLeast ? null : false); // a lower bound can't say that it is not
    return { ...named, wanted, measured: ratioText(ratio), met };
  });
}

/** A training contest as a section with its table. */
export function trainingSection({ contest, bestRegret, races }: TrainingOutcome): string {
  const { id, title, capSeconds } = contest;
  const rows = races.map((race) => {
    const { threshold, ours, oursAtFirst, theirs, theirLowest } = race;
    const ratio = ratioOf(race, capSeconds);
    return [
      `${threshold.factor} × the best`,
      timesText(ours, capSeconds),
      timesText(oursAtFirst, capSeconds),
      "missing" in theirs
        ? `not measured: ${theirs.missing}`
        : `${timesText(theirs, capSeconds)}, ${settingText(threshold)}${lowestText(theirs, theirLowest)}`,
      ratio === null ? "" : ratioText(ratio),
    ];
  });
  const head = ["regret to reach", "**ours, one start**", "ours, first call of a process", adam, "theirs / ours"];
  return `## ${id}\n\n${title}; the best regret known is ${bestRegret.toFixed(9)} nats. CPU time.\n\n${table(head, rows)}`;
}

/** How near the runs came that did not get there. */
function lowestText(times: readonly number[], lowest: readonly number[]): string {
  const failed = lowest.filter((_, i) => times[i] === Infinity);
  if (failed.length === 0) return "";
  const [low, high] = [Math.min(...failed), Math.max(...failed)].map((value) => value.toFixed(3));
  return `; lowest ${low === high ? low! : `${low!} to ${high!}`} ×`;
}

/** Theirs over ours, of medians; where Adam did not get there, what it is at least. Null without Adam. */
export function ratioOf(
  { ours, theirs }: Pick<Race, "ours" | "theirs">,
  capSeconds: number,
): { readonly times: number; readonly atLeast: boolean } | null {
  if ("missing" in theirs) return null;
  const [own, other] = [median(ours), median(theirs)];
  if (own === Infinity) return { times: 0, atLeast: false };
  return { times: Math.min(other, capSeconds) / own, atLeast: other === Infinity };
}

function ratioText({ times, atLeast }: { readonly times: number; readonly atLeast: boolean }): string {
  return `${atLeast ? "≥ " : ""}${digits(times)} ×`;
}

/** Median and range; what was not reached is said with its limit. */
export function timesText(times: readonly number[], capSeconds: number): string {
  const text = (seconds: number): string => (seconds === Infinity ? `not in ${capSeconds} s` : duration(seconds));
  const [low, high] = [Math.min(...times), Math.max(...times)];
  return low === high ? text(low) : `${text(median(times))} (${text(low)}–${text(high)})`;
}

/** Infinite if half or more are. */
function median(times: readonly number[]): number {
  const finite = times.filter(Number.isFinite);
  if (2 * finite.length <= times.length) return Infinity;
  return spread(times.map((time) => Math.min(time, Number.MAX_VALUE))).median;
}
