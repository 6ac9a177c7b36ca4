import type { Contest } from "./contest.ts";
import type { Timing } from "./measure.ts";

/** What was wanted of one comparison, and what came of it. */
export type Verdict = { readonly wanted: string; readonly measured: string; readonly met: boolean | null };

/** The goal of a contestant, looked at in the light of its timing; null where it has none. */
export function verdict({ ours }: Contest, timing: Timing): Verdict | null {
  const { contestant } = timing;
  const measured = "missing" in timing ? null : timing;
  if (contestant === ours) {
    const { secondsAtMost } = ours;
    if (secondsAtMost === undefined) return null;
    const wanted = `CPU time ≤ ${milliseconds(secondsAtMost)}`;
    if (measured === null) return { wanted, measured: "not measured", met: null };
    const { median } = measured.seconds;
    return { wanted, measured: milliseconds(median), met: median <= secondsAtMost };
  }
  if (contestant.goal === undefined) return null;
  if ("oursAtMost" in contestant.goal) {
    const { oursAtMost } = contestant.goal;
    const wanted = `ours ≤ ${oursAtMost} × theirs`;
    if (measured === null) return { wanted, measured: "not measured", met: null };
    const times = 1 / measured.ratio.median;
    return { wanted, measured: `${digits(times)} ×`, met: times <= oursAtMost };
  }
  const { theirsAtLeast } = contestant.goal;
  const wanted = `theirs ≥ ${theirsAtLeast} × ours`;
  if (measured === null) return { wanted, measured: "not measured", met: null };
  const times = measured.ratio.median;
  return { wanted, measured: `${digits(times)} ×`, met: times >= theirsAtLeast };
}

/** Three significant digits, never as a power of ten. */
export function digits(value: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return value.toFixed(Math.min(decimals, 4));
}

function milliseconds(seconds: number): string {
  return `${digits(1000 * seconds)} ms`;
}
