import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contest, Contestant } from "./contest.ts";
import { disagreement } from "./disagreement.ts";
import { type RunningProgram, startProgram } from "./running-program.ts";
import { type Spread, spread } from "./spread.ts";
import { takeTurns } from "./take-turns.ts";
import { prepare } from "./toolchain.ts";

/** How long a contestant took, or why that is not known. */
export type Timing =
  | {
      readonly contestant: Contestant;
      /** CPU seconds of one unit of the job. */
      readonly seconds: Spread;
      /** Theirs over ours, round by round. */
      readonly ratio: Spread;
    }
  | { readonly contestant: Contestant; readonly missing: string };

/**
 * Times all contestants of a contest, ours first, after each gave the right numbers.
 *
 * @throws Error if a contestant's numbers are wrong.
 */
export async function measure(
  contest: Contest,
  options: { readonly rounds: number; readonly turnSeconds: number },
): Promise<Timing[]> {
  const folder = mkdtempSync(join(tmpdir(), "beliefscope-bench-"));
  const running: { readonly contestant: Contestant; readonly program: RunningProgram }[] = [];
  const missing = new Map<Contestant, string>();
  try {
    const input = join(folder, "input");
    writeFileSync(input, contest.input());
    for (const contestant of [contest.ours, ...contest.others]) {
      const command = prepare(contestant.program, input, folder);
      if ("missing" in command) missing.set(contestant, command.missing);
      else running.push({ contestant, program: startProgram(command) });
    }
    await checkNumbers(contest, running, join(folder, "numbers"));
    const seconds = await takeTurns(
      running.map(({ program }) => program.run),
      options,
    );
    const perUnit = running.map(({ contestant }, index) => {
      const count = contestant.count ?? contest.count;
      return seconds[index]!.map((time) => time / count);
    });
    return [contest.ours, ...contest.others].map((contestant) => {
      const times = perUnit[running.findIndex((entry) => entry.contestant === contestant)];
      if (times === undefined) return { contestant, missing: missing.get(contestant)! };
      const ratios = times.map((time, round) => time / perUnit[0]![round]!);
      return { contestant, seconds: spread(times), ratio: spread(ratios) };
    });
  } finally {
    for (const { program } of running) program.stop();
    rmSync(folder, { recursive: true });
  }
}

async function checkNumbers(
  { id, objection = mustAgree }: Contest,
  running: readonly { readonly contestant: Contestant; readonly program: RunningProgram }[],
  path: string,
): Promise<void> {
  let ours: Float64Array | undefined;
  for (const { contestant, program } of running) {
    await program.write(path);
    const bytes = readFileSync(path);
    const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8);
    ours ??= numbers;
    const wrong = objection(numbers, ours);
    if (wrong !== null) throw new Error(`measure: ${id}: ${contestant.name} ${wrong}`);
  }
}

function mustAgree(numbers: Float64Array, ours: Float64Array): string | null {
  const apart = disagreement(numbers, ours);
  return apart <= 1e-9 ? null : `must agree with ours to 1e-9, differs by ${apart}`;
}
