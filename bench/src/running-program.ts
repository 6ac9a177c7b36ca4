import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Command } from "./toolchain.ts";

/** A program that waits for requests; while it waits it costs nothing. */
export type RunningProgram = {
  /** Has the job done `count` times. Returns the CPU seconds of one. */
  readonly run: (count: number) => Promise<number>;
  /** Has the job done once and its numbers written to a file, as raw float64. */
  readonly write: (path: string) => Promise<void>;
  readonly stop: () => void;
};

/** Starts a program of `js/`, `c/` or `python/`. */
export function startProgram({ file, args, env }: Exclude<Command, { missing: string }>): RunningProgram {
  const child = spawn(file, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request: string): Promise<unknown> => {
    child.stdin.write(`${request}\n`);
    const answer = await answers.next();
    if (answer.done) throw new Error(`startProgram: ${args[0] ?? file} must answer "${request}", got nothing`);
    return JSON.parse(answer.value) as unknown;
  };
  return {
    run: async (count) => ((await ask(`run ${count}`)) as { cpuSeconds: number }).cpuSeconds,
    write: async (path) => {
      await ask(`write ${path}`);
    },
    stop: () => child.stdin.end(),
  };
}
