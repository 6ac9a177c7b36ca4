import type { Program } from "./program.ts";

/** What we want of a ratio of CPU times: to take at most so many times as long as they, or they at least so many times as long as we. */
export type Goal = { readonly oursAtMost: number } | { readonly theirsAtLeast: number };

/** One way to do a job. */
export type Contestant = {
  readonly name: string;
  readonly program: Program;
  /** What one run does, where it is not the whole job: a part of it, by one that is slow. */
  readonly count?: number;
  readonly goal?: Goal;
};

/** A job that several programs do, and when their numbers count as the same. */
export type Contest = {
  /** `npm run bench -- filter` runs those whose id starts with "filter". */
  readonly id: string;
  readonly title: string;
  /** What one run does, counted in `unit`. */
  readonly count: number;
  readonly unit: string;
  /** Of the file that each program is given. */
  readonly input: () => Uint8Array;
  readonly ours: Omit<Contestant, "goal"> & { readonly secondsAtMost?: number };
  readonly others: readonly Contestant[];
  /** Why the numbers that a program wrote are wrong, given ours, or null; default: they must agree to 1e-9. */
  readonly objection?: (numbers: Float64Array, ours: Float64Array) => string | null;
};
