import { execFile, type ExecFileOptions } from "node:child_process";
import { promisify } from "node:util";

/** Variables that a program is given on top of ours; undefined takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Aborted when something has failed or we are stopped: ends what still runs. */
export const failure = new AbortController();

/** Runs a program; its output is shown only if it fails. */
export async function run(cwd: string, environment: Environment, command: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...environment };
  const options: ExecFileOptions = { cwd, env, maxBuffer: 2 ** 26, signal: failure.signal };
  try {
    return (await promisify(execFile)(command, args, { ...options, encoding: "utf8" })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(" ")} failed\n${stdout ?? ""}${stderr ?? ""}`, { cause: error });
  }
}

/** Waits for all; the first failure ends the others. */
export async function together(...work: readonly Promise<void>[]): Promise<void> {
  try {
    await Promise.all(work);
  } catch (error) {
    failure.abort();
    await Promise.allSettled(work);
    throw error;
  }
}

/** Fails with a message unless something holds. */
export function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
