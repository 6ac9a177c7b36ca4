/**
 * Round values that divide an interval into about `count` steps of 1, 2 or 5 times a power of ten.
 *
 * @param low Less than high.
 * @param high Above low.
 * @param count Wanted steps, at least 1.
 * @returns The multiples of the step within [low, high], ascending.
 * @throws RangeError if the interval is empty or not finite.
 * @example
 * axisTicks(0, 1, 4); // => [0, 0.2, 0.4, 0.6, 0.8, 1]
 */
export function axisTicks(low: number, high: number, count: number): number[] {
  if (!(high > low && Number.isFinite(high - low))) {
    throw new RangeError(`axisTicks: high must be above low, got ${low} and ${high}`);
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.75)!;
  const ticks: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
    ticks.push(Number((k * step).toPrecision(12)));
  }
  return ticks;
}

/** Decimals that tell neighbouring ticks apart. */
export function tickDigits(ticks: readonly number[]): number {
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  return Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
}
