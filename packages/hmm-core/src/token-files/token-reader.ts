import { FileFormatError } from "@beliefscope/tensor/files";
import type { Hmm } from "../hmm.ts";
import { tokenNpyReader } from "./token-npy-reader.ts";
import { tokenTextReader } from "./token-text-reader.ts";

/** Tokens that follow each other in one sequence. */
export type TokenPiece = {
  readonly tokens: Int32Array;
  readonly sequence: number;
  /** The position of the first of the tokens in its sequence. */
  readonly position: number;
  /** Whether the sequence ends with them. */
  readonly ends: boolean;
};

/** Reads a file of tokens that arrives in pieces. */
export type TokenReader = {
  /** Takes the next bytes of the file and gives the tokens that are complete with them. */
  read(bytes: Uint8Array): TokenPiece[];
  /** Says that the file has ended, and gives what was still open. */
  end(): TokenPiece[];
  /** The names by token, if the tokens were written as names; null if as ids. */
  names(): readonly string[] | null;
};

/** How a file of tokens is to be read. */
export type TokenReaderOptions = {
  /** Words are token names, also those that are whole numbers. Default false: whole numbers are ids. */
  readonly asNames?: boolean;
  /** Line breaks do not end sequences: all of a text is one. Default false. */
  readonly oneSequence?: boolean;
};

/**
 * Reads a file of tokens piece by piece, in memory of the size of a piece: text, or a NumPy file (known by its first byte).
 *
 * Text: tokens, separated by blanks or commas, a line for each sequence; blank lines are skipped. A line may be of any length.
 * Tokens are written all as ids or all as names. NumPy: integers of shape [position] or [batch, position].
 *
 * @param process Which tokens and names there are. Null takes any ids; and any names, which get ids as they appear.
 * @returns A reader. Its methods throw RangeError, which gives sequence, position and line, if a token is not one of the
 *   process, ids and names are mixed, or there is no token at all; FileFormatError if a NumPy file is malformed, or the file
 *   is JSON or safetensors.
 * @example
 * const reader = tokenReader(coin({ p: 0.5 }));
 * const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
 * reader.read(bytes("0 1 1\n0 "))[0]; // => { tokens: [0, 1, 1], sequence: 0, position: 0, ends: true }
 * reader.end(); // => [{ tokens: [], sequence: 1, position: 1, ends: true }]
 */
export function tokenReader(
  process: Pick<Hmm, "numTokens" | "tokenNames"> | null,
  options: TokenReaderOptions = {},
): TokenReader {
  let reader: TokenReader | null = null; // text or NumPy: the first byte tells
  let empty = true;
  const open = (bytes: Uint8Array): TokenReader => {
    const other = otherFormat(bytes);
    if (other !== null) {
      const rule =
        "the file must be text or .npy, as `--format text` and `--format npy` of `beliefscope sample` write them";
      throw new FileFormatError(`tokenReader: ${rule}, got ${other}`);
    }
    return bytes[0] === NPY_START ? tokenNpyReader(process) : tokenTextReader(process, options);
  };
  const checked = (pieces: TokenPiece[]): TokenPiece[] => {
    empty &&= pieces.every(({ tokens }) => tokens.length === 0);
    return pieces;
  };
  return {
    read(bytes) {
      if (bytes.length === 0) return [];
      reader ??= open(bytes);
      return checked(reader.read(bytes));
    },
    end() {
      const pieces = checked(reader?.end() ?? []);
      if (empty) throw new RangeError("tokenReader: the file must hold at least one token, got none");
      return pieces;
    },
    names: () => reader?.names() ?? null,
  };
}

/** No UTF-8 text begins with it. */
const NPY_START = 0x93;
const [BRACE, QUOTE] = [0x7b, 0x22];

/** What begins as no file of tokens does, though the other commands write it; null for all else. */
function otherFormat(bytes: Uint8Array): string | null {
  const second = bytes.subarray(1).find((byte) => byte > 32); // of those that are no blanks
  if (bytes[0] === BRACE && second === QUOTE) return "JSON";
  return bytes[8] === BRACE && bytes.subarray(4, 8).every((byte) => byte === 0) ? "safetensors" : null; // a header's length
}
