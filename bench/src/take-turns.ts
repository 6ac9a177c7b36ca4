/** Does its job `count` times; resolves to the CPU seconds of one. */
export type Runner = (count: number) => Promise<number>;

/**
 * Times runners in turns, so that whatever else the machine does slows all alike.
 *
 * Each first runs for three turns' worth untimed; then how often it does its job in a turn is what fills the turn.
 *
 * @param options.rounds Turns of each.
 * @param options.turnSeconds How long a turn should take; a job that takes longer is done once.
 * @returns CPU seconds of one job, shape [runner][round].
 */
export async function takeTurns(
  runners: readonly Runner[],
  { rounds, turnSeconds }: { readonly rounds: number; readonly turnSeconds: number },
): Promise<number[][]> {
  const counts: number[] = [];
  for (const run of runners) {
    const cold = await run(1);
    const warm = await run(timesWithin(3 * turnSeconds, cold));
    counts.push(timesWithin(turnSeconds, warm));
  }
  const seconds = runners.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of runners.entries()) seconds[index]!.push(await run(counts[index]!));
  }
  return seconds;
}

function timesWithin(turnSeconds: number, seconds: number): number {
  return Math.min(1000, Math.max(1, Math.round(turnSeconds / seconds)));
}
