import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type Hmm, type TokenPiece, tokenReader, type TokenReaderOptions } from "@beliefscope/hmm-core";
import type { Terminal } from "./terminal.ts";

/** Tokens as they arrive. */
export type TokenInput = {
  /** What one read of the file gave, again and again. */
  readonly pieces: AsyncIterable<readonly TokenPiece[]>;
  /** The share of the file that has been read; null where its size is not known. */
  fraction(): number | null;
  /** The names by token, if the tokens are written as names; null if as ids. */
  names(): readonly string[] | null;
};

/**
 * Opens a file of tokens.
 *
 * @param file "-" is stdin.
 * @param process What the tokens must belong to; null takes any.
 * @throws Error that names the file if it can't be read.
 */
export async function openTokens(
  file: string,
  { stdin, stderr }: Terminal,
  process: Hmm | null,
  options: TokenReaderOptions,
): Promise<TokenInput> {
  const reader = tokenReader(process, options);
  if (file === "-" && stdin.isTTY) stderr.write("Type tokens, a line for each sequence; Ctrl-D ends.\n");
  const size = file === "-" ? null : await sizeOf(file);
  const bytes = file === "-" ? stdin : createReadStream(file, { highWaterMark: 2 ** 18 });
  let read = 0;
  async function* pieces(): AsyncGenerator<readonly TokenPiece[]> {
    try {
      for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
        read += chunk.length;
        yield reader.read(chunk);
      }
    } catch (error) {
      throw isSystemError(error) ? unreadable(file, error) : error;
    }
    yield reader.end();
  }
  return { pieces: pieces(), fraction: () => (size ? read / size : null), names: () => reader.names() };
}

/** The size of an ordinary file; null of anything else, which may have no end. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    const found = await stat(file);
    return found.isFile() ? found.size : null;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function unreadable(file: string, error: unknown): Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new Error(`tokens: the file must be readable, got ${file} (${code})`, { cause: error });
}
