import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Program } from "../program.ts";
import { startProgram } from "../running-program.ts";
import { prepare } from "../toolchain.ts";
import { settingText, type Threshold, type TrainingContest } from "./training-contest.ts";
import { trainingInput } from "./training-input.ts";

/** How one threshold was reached, an entry for each seed. CPU seconds; infinite where it was not. */
export type Race = {
  readonly threshold: Threshold;
  /** Of a process that has trained before. */
  readonly ours: readonly number[];
  /** Of the first call in a process, which is compiled on the way. */
  readonly oursAtFirst: readonly number[];
  readonly theirs: readonly number[] | { readonly missing: string };
  /** The least regret of Adam on the way, in multiples of the best. */
  readonly theirLowest: readonly number[];
};

/** What runs of one setting of Adam tell, an entry for each seed. */
export type AdamRuns = {
  /** CPU seconds to each regret, shape [seed][threshold]. */
  readonly times: readonly (readonly number[])[];
  readonly lowest: readonly number[];
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
    const adam = new Map<string, AdamRuns | { missing: string }>();
    for (const [i, threshold] of thresholds.entries()) {
      const { ours, oursAtFirst } = await raceOfOurs(input, folder, threshold.factor * bestRegret);
      const setting = settingText(threshold);
      const served = thresholds.filter((other) => settingText(other) === setting).map(({ factor }) => factor);
      const limits = { capSeconds, bestRegret, lowestFactor: Math.min(...served) };
      const runs = adam.get(setting) ?? (await runsOfAdam(input, folder, threshold, limits, theirSeeds));
      adam.set(setting, runs);
      const theirs = "missing" in runs ? runs : runs.times.map((times) => times[i]!);
      races.push({ threshold, ours, oursAtFirst, theirs, theirLowest: "missing" in runs ? [] : runs.lowest });
    }
    return { contest, bestRegret, races };
  });
}

/** What each setting of Adam reaches: one run, and as many as count if that reaches anything. */
export async function sweepAdam(
  contest: TrainingContest,
  settings: readonly Omit<Threshold, "factor">[],
  capSeconds: number,
): Promise<AdamRuns[]> {
  const factors = contest.thresholds.map(({ factor }) => factor);
  const { text, bestRegret } = trainingInput(contest.family, factors);
  const limits = { capSeconds, bestRegret, lowestFactor: Math.min(...factors) };
  return withInput(text, async (input, folder) => {
    const found: AdamRuns[] = [];
    for (const setting of settings) {
      const [first, ...others] = theirSeeds;
      const runs = await runsOfAdam(input, folder, setting, limits, [first!]);
      if ("missing" in runs) throw new Error(`sweepAdam: PyTorch must be there, got ${runs.missing}`);
      const more = runs.times[0]!.some(Number.isFinite)
        ? ((await runsOfAdam(input, folder, setting, limits, others)) as AdamRuns)
        : { times: [], lowest: [] };
      found.push({ times: [...runs.times, ...more.times], lowest: [...runs.lowest, ...more.lowest] });
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

async function runsOfAdam(
  input: string,
  folder: string,
  { learningRate, batch }: Omit<Threshold, "factor">,
  limits: { readonly capSeconds: number; readonly bestRegret: number; readonly lowestFactor: number },
  seeds: readonly number[],
): Promise<AdamRuns | { missing: string }> {
  const { capSeconds, bestRegret, lowestFactor } = limits;
  const times: number[][] = [];
  const lowest: number[] = [];
  for (const seed of seeds) {
    const args = [learningRate, batch, seed, capSeconds, lowestFactor * bestRegret];
    const answer = await ask({ language: "python", torch: true, name: "adam", args }, input, folder);
    if ("missing" in answer) return answer;
    const [regret, least, ...reached] = answer.numbers;
    if (!(Math.abs(regret! - bestRegret) <= 1e-9)) {
      throw new Error(`measureTraining: the models must be the same, got regrets ${regret} and ${bestRegret}`);
    }
    times.push(reached);
    lowest.push(least! / bestRegret);
  }
  return { times, lowest };
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
