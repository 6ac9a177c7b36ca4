import { runBeliefscope } from "../src/app.ts";

/** What a command printed and how it ended. */
export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command line in this process, without input, its output captured; not a terminal. */
export async function runCommand(...args: string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await runWithInput([], ...args);
  return { code, stdout, stderr };
}

/** The same, with stdin in the given pieces, and stdout also as bytes. */
export async function runWithInput(
  stdin: readonly (string | Uint8Array)[],
  ...args: string[]
): Promise<Outcome & { readonly bytes: Uint8Array }> {
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
  const bytes = Uint8Array.from(Buffer.concat(stdout));
  return { code, stdout: Buffer.from(bytes).toString(), stderr, bytes };
}

async function* piecesOf(pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
