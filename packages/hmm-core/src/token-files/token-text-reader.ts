import { closestNames } from "@beliefscope/tensor/names";
import type { Hmm } from "../hmm.ts";
import type { TokenPiece, TokenReader, TokenReaderOptions } from "./token-reader.ts";

const [TAB, LINE_FEED, CARRIAGE_RETURN, BLANK, COMMA] = [9, 10, 13, 32, 44];
const [ZERO, NINE] = [48, 57];
/** Whatever is longer, in bytes, is no token: the file is no text of tokens. */
const LONGEST_WORD = 1024;
/** What looks like a number that is no id is hardly meant as a name. */
const NUMBER = /^[-+]?(\d|\.\d|nan$|inf)/i;
/** So many names are listed in a message. */
const SHOWN = 8;

/** `tokenReader` for text. */
export function tokenTextReader(
  process: Pick<Hmm, "numTokens" | "tokenNames"> | null,
  { asNames = false, oneSequence = false }: TokenReaderOptions,
): TokenReader {
  const idByName = new Map(process?.tokenNames?.map((name, token) => [name, token]));
  let written: "ids" | "names" | null = asNames ? "names" : null;
  let carried: Uint8Array = new Uint8Array(0); // the beginning of a word
  let [sequence, position, line] = [0, 0, 1];

  const tokenOf = (bytes: Uint8Array, start: number, end: number, place: () => string): number => {
    const id = asNames ? -1 : wholeNumber(bytes, start, end);
    if (id >= 0 && written !== "names" && id < (process?.numTokens ?? 2 ** 31)) {
      written = "ids";
      return id;
    }
    const word = decode(bytes.subarray(start, end));
    if (id < 0 && written !== "ids") {
      const isNew = process === null && !idByName.has(word) && (asNames || !NUMBER.test(word));
      if (isNew) idByName.set(word, idByName.size);
      const token = idByName.get(word);
      if (token !== undefined) {
        written = "names";
        return token;
      }
    }
    throw new RangeError(`tokenReader: ${wrongWord(word, id, written, process)} at ${place()}`);
  };

  const read = (bytes: Uint8Array, isLast: boolean): TokenPiece[] => {
    const pieces: TokenPiece[] = [];
    const tokens = new Int32Array((bytes.length >> 1) + 1); // a token and what follows it take two bytes
    let [first, count] = [0, 0]; // tokens of this piece, of all pieces
    const cut = (ends: boolean): void => {
      const piece = tokens.subarray(first, count);
      if (piece.length > 0 || (ends && position > 0)) pieces.push({ tokens: piece, sequence, position, ends });
      if (ends && position + piece.length > 0) [sequence, position] = [sequence + 1, 0];
      else position += piece.length;
      first = count;
    };
    const place = (): string => `sequence ${sequence}, position ${position + count - first} (line ${line})`;
    const add = (from: number, to: number): void => {
      tokens[count] = tokenOf(bytes, from, to, place); // before count grows, which tells the place
      count++;
    };

    let start = isByteOrderMark(bytes) && sequence + position === 0 && line === 1 ? 3 : 0;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (byte > COMMA || !isSeparator(byte)) continue;
      if (i > start) add(start, i);
      start = i + 1;
      if (byte !== LINE_FEED) continue;
      if (!oneSequence) cut(true);
      line++;
    }
    if (isLast && bytes.length > start) add(start, bytes.length);
    if (!isLast && bytes.length - start > LONGEST_WORD) {
      const rule = `tokenReader: tokens must be shorter than ${LONGEST_WORD} bytes`;
      throw new RangeError(`${rule}, got ${quote(decode(bytes.subarray(start)))} at ${place()}`);
    }
    carried = bytes.slice(start);
    cut(isLast);
    return pieces;
  };

  return {
    read: (bytes) => read(joined(carried, bytes), false),
    end: () => read(carried, true),
    names: () => (written === "names" ? (process?.tokenNames ?? [...idByName.keys()]) : null),
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function isSeparator(byte: number): boolean {
  return byte === BLANK || byte === COMMA || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB;
}

/** The number that bytes write in digits, or -1 if they don't; whatever is too large is 2^31 or more. */
function wholeNumber(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < ZERO || byte > NINE) return -1;
    number = number * 10 + byte - ZERO;
  }
  return number;
}

function isByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The rule that a word breaks, and the word. */
function wrongWord(
  word: string,
  id: number,
  written: "ids" | "names" | null,
  process: Pick<Hmm, "numTokens" | "tokenNames"> | null,
): string {
  const isName = process === null ? !NUMBER.test(word) : process.tokenNames?.includes(word);
  if ((written === "ids" && id < 0 && isName) || (written === "names" && id >= 0)) {
    return `tokens must be all ids or all names, got ${quote(word)} after ${written}`;
  }
  const names = process?.tokenNames ?? [];
  const list = names.length > SHOWN ? [...names.slice(0, SHOWN), "…"] : names;
  const ids = written === "names" ? [] : [`ids in [0, ${process?.numTokens ?? 2 ** 31})`];
  const rule = [...ids, ...(names.length > 0 && written !== "ids" ? [`names among ${list.join(" ")}`] : [])].join(
    " or ",
  );
  if (rule === "") return `names must be those of the process, which has none, got ${quote(word)}`;
  const [near] = closestNames(word, id < 0 ? names : [], 1);
  return `tokens must be ${rule}, got ${quote(word)}${near === undefined ? "" : ` (did you mean ${near}?)`}`;
}

function quote(word: string): string {
  const short = word.length > 40 ? `${word.slice(0, 40)}…` : word;
  return JSON.stringify(short);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
