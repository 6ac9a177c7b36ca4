import { runBeliefscope } from "../src/app.ts";

/** What a command printed and how it ended. */
export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command line in this process, without input, its output captured; not a terminal. */
export async function runCommand(...args: string[]): Promise<Outcome> {
  const { stdout, ...outcome } = await runWithInput([], ...args);
  return { ...outcome, stdout: stdout.toString() };
}

/** The same, with stdin in the given pieces, and stdout as bytes. */
export async function runWithInput(
  stdin: readonly (string | Uint8Array)[],
  ...args: string[]
): Promise<Omit<Outcome, "stdout"> & { readonly stdout: Buffer }> {
  const stdout: Buffer[] = [];
  let stderr = "";
  const code = await runBeliefscope(args, {
    stdin: piecesOf(stdin),
    stdout: {
      write: (data, done) => {
        stdout.push(Buffer.from(data));
        done?.();
      },
    },
    stderr: { write: (text) => (stderr += String(text)) },
    env: { NO_COLOR: "1" },
  });
  return { code, stdout: Buffer.concat(stdout), stderr };
}

async function* piecesOf(pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
