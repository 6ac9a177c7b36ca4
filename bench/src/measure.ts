/** One way to do a job; returns the numbers that the job is to give, for comparison. */
export type Contestant = { readonly name: string; readonly run: () => Float64Array };

/** A job that several contestants do. */
export type Contest = {
  readonly title: string;
  /** What one run does, counted in `unit`. */
  readonly count: number;
  readonly unit: string;
  /** The first is ours. */
  readonly contestants: readonly [Contestant, ...Contestant[]];
};

/** How long a contestant took. */
export type Timing = {
  readonly name: string;
  readonly nanosecondsPerUnit: number;
  /** Its time over ours: the median of the rounds' ratios. */
  readonly ratio: number;
};

/**
 * Times contestants against each other in one process, in turns, so that whatever else the machine does slows all alike.
 *
 * @throws Error if the contestants' numbers differ by more than 1e-10.
 */
export function measure({ contestants, count, title }: Contest, rounds: number): Timing[] {
  const [ours] = contestants;
  const expected = ours.run();
  for (const { name, run } of contestants) {
    const difference = run().reduce(
      (largest, value, index) => Math.max(largest, Math.abs(value - expected[index]!)),
      0,
    );
    if (!(difference <= 1e-10))
      throw new Error(`measure: ${title}: ${name} must agree with ${ours.name}, differs by ${difference}`);
  }
  const times = Array.from({ length: rounds }, () => contestants.map(({ run }) => secondsOf(run)));
  return contestants.map(({ name }, index) => ({
    name,
    nanosecondsPerUnit: (median(times.map((round) => round[index]!)) / count) * 1e9,
    ratio: median(times.map((round) => round[index]! / round[0]!)),
  }));
}

function secondsOf(run: () => unknown): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
