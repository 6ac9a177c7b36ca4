import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Program } from "../program.ts";
import { startProgram } from "../running-program.ts";
import { prepare } from "../toolchain.ts";
import type { Threshold, TrainingContest } from "./training-contest.ts";
import { trainingInput } from "./training-input.ts";

/** How one threshold was reached, an entry for each seed. CPU seconds; infinite where it was not. */
export type Race = {
  readonly threshold: Threshold;
  /** Of a process that has trained before. */
  readonly ours: readonly number[];
  /** Of the first call in a process, which is compiled on the way. */
  readonly oursAtFirst: readonly number[];
  readonly theirs: readonly number[] | { readonly missing: string };
};

/** A training contest and what came of it. */
export type TrainingOutcome = {
  readonly contest: TrainingContest;
  /** The best regret known, in nats. */
  readonly bestRegret: number;
  readonly races: readonly Race[];
};

/** Seeds of ours and of Adam's, which draw different numbers from them. */
const ourSeeds = [1, 2, 3, 4, 5];
const theirSeeds = [1, 2, 3];

/** How often a seed is trained before its time counts as that of compiled code, and then for the time. */
const [WARM_UP, REPEATS] = [3, 5];

/**
 * Races to the regrets of a contest, ours first. What Adam needs is measured once for each of its settings.
 *
 * @throws Error if the model that Adam trains is not the same as ours, or ours stops at a larger regret than it was to reach.
 */
export async function measureTraining(contest: TrainingContest): Promise<TrainingOutcome> {
  const { family, thresholds, capSeconds } = contest;
  const { text, bestRegret } = trainingInput(
    family,
    thresholds.map(({ factor }) => factor),
  );
  return withInput(text, async (input, folder) => {
    const races: Race[] = [];
    const adam = new Map<string, number[][] | { missing: string }>();
    for (const [i, threshold] of thresholds.entries()) {
      const { ours, oursAtFirst } = await raceOfOurs(input, folder, threshold.factor * bestRegret);
      const setting = `${threshold.learningRate}, ${threshold.batch}`;
      const runs = adam.get(setting) ?? (await runsOfAdam(input, folder, threshold, capSeconds, bestRegret));
      adam.set(setting, runs);
      races.push({ threshold, ours, oursAtFirst, theirs: "missing" in runs ? runs : runs.map((times) => times[i]!) });
    }
    return { contest, bestRegret, races };
  });
}

/** What one run of each setting of Adam reaches: the times to all thresholds. */
export async function sweepAdam(
  contest: TrainingContest,
  settings: readonly Omit<Threshold, "factor">[],
  capSeconds: number,
): Promise<(readonly number[])[]> {
  const factors = contest.thresholds.map(({ factor }) => factor);
  const { text, bestRegret } = trainingInput(contest.family, factors);
  return withInput(text, async (input, folder) => {
    const found: number[][] = [];
    for (const setting of settings) {
      const runs = await runsOfAdam(input, folder, setting, capSeconds, bestRegret, [1]);
      if ("missing" in runs) throw new Error(`sweepAdam: PyTorch must be there, got ${runs.missing}`);
      found.push(...runs);
    }
    return found;
  });
}

async function withInput<T>(text: string, work: (input: string, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "beliefscope-bench-"));
  try {
    const input = join(folder, "input.json");
    writeFileSync(input, text);
    return await work(input, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function raceOfOurs(
  input: string,
  folder: string,
  regret: number,
): Promise<{ ours: number[]; oursAtFirst: number[] }> {
  const ours: number[] = [];
  const oursAtFirst: number[] = [];
  for (const seed of ourSeeds) {
    const answer = await ask({ language: "js", name: "training", args: [seed, regret] }, input, folder);
    if ("missing" in answer) throw new Error(`measureTraining: Node must be there, got ${answer.missing}`);
    const reached = answer.numbers[0]! <= regret; // else a local minimum
    oursAtFirst.push(reached ? answer.first : Infinity);
    ours.push(reached ? answer.again : Infinity);
  }
  return { ours, oursAtFirst };
}

/** The times to all thresholds, shape [seed][threshold]. */
async function runsOfAdam(
  input: string,
  folder: string,
  { learningRate, batch }: Omit<Threshold, "factor">,
  capSeconds: number,
  bestRegret: number,
  seeds: readonly number[] = theirSeeds,
): Promise<number[][] | { missing: string }> {
  const runs: number[][] = [];
  for (const seed of seeds) {
    const args = [learningRate, batch, seed, capSeconds];
    const answer = await ask({ language: "python", torch: true, name: "adam", args }, input, folder);
    if ("missing" in answer) return answer;
    const [regret, ...times] = answer.numbers;
    if (!(Math.abs(regret! - bestRegret) <= 1e-9)) {
      throw new Error(`measureTraining: the models must be the same, got regrets ${regret} and ${bestRegret}`);
    }
    runs.push(times);
  }
  return runs;
}

/** Has a program do its job for the first time, some times more if it is one that gets faster, and tell its numbers. */
async function ask(
  program: Program,
  input: string,
  folder: string,
): Promise<{ first: number; again: number; numbers: Float64Array } | { missing: string }> {
  const command = prepare(program, input, folder);
  if ("missing" in command) return command;
  const running = startProgram(command);
  try {
    const first = await running.run(1);
    let again = first;
    if (program.language === "js") {
      await running.run(WARM_UP);
      again = await running.run(REPEATS);
    }
    const path = join(folder, "numbers");
    await running.write(path);
    return { first, again, numbers: new Float64Array(new Uint8Array(readFileSync(path)).buffer) };
  } finally {
    running.stop();
  }
}
