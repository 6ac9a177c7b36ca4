import { runBeliefscope } from "../src/app.ts";

/** What a command printed and how it ended. */
export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command line in this process, its output captured; not a terminal. */
export async function runCommand(...args: string[]): Promise<Outcome> {
  let stdout = "";
  let stderr = "";
  const code = await runBeliefscope(args, {
    stdout: { write: (text) => void (stdout += text) },
    stderr: { write: (text) => void (stderr += text) },
    env: { NO_COLOR: "1" },
  });
  return { code, stdout, stderr };
}
