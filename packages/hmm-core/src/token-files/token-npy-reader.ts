import { FileFormatError, npyReader } from "@beliefscope/tensor/files";
import type { Hmm } from "../hmm.ts";
import type { TokenPiece, TokenReader } from "./token-reader.ts";

/** `tokenReader` for NumPy files. */
export function tokenNpyReader(process: Pick<Hmm, "numTokens"> | null): TokenReader {
  const file = npyReader();
  const limit = process?.numTokens ?? 2 ** 31;
  let read = 0;
  return {
    read(bytes) {
      const numbers = file.read(bytes);
      const length = lengthOf(file.header());
      if (numbers === null) return [];
      const data = Int32Array.from(numbers);
      const wrong = data.findIndex((token) => token < 0 || token >= limit);
      if (wrong >= 0) {
        const place = `sequence ${Math.floor((read + wrong) / length)}, position ${(read + wrong) % length}`;
        throw new RangeError(`tokenReader: tokens must be in [0, ${limit}), got ${data[wrong]!} at ${place}`);
      }
      const pieces: TokenPiece[] = [];
      for (let at = 0; at < data.length;) {
        const [sequence, position] = [Math.floor(read / length), read % length];
        const tokens = data.subarray(at, at + length - position);
        pieces.push({ tokens, sequence, position, ends: position + tokens.length === length });
        at += tokens.length;
        read += tokens.length;
      }
      return pieces;
    },
    end() {
      file.end();
      return [];
    },
    names: () => null,
  };
}

/** Tokens of each sequence. */
function lengthOf(header: ReturnType<ReturnType<typeof npyReader>["header"]>): number {
  if (header === null) return 0;
  const { type, shape } = header;
  if (shape.length !== 1 && shape.length !== 2) {
    const rule = "tokenReader: tokens must have shape [position] or [batch, position]";
    throw new FileFormatError(`${rule}, got [${shape.join(", ")}]`);
  }
  if (type === "f8" || type === "f4") {
    throw new FileFormatError(`tokenReader: tokens must be integers, got numbers of type ${type}`);
  }
  return shape.at(-1)!;
}
