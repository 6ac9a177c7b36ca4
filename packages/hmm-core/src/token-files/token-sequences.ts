import type { TokenPiece } from "./token-reader.ts";

/**
 * Puts the pieces of a `tokenReader` together.
 *
 * @param pieces All of them, in order.
 * @returns The tokens of each sequence; `padTokens` makes one tensor of them.
 * @example
 * const reader = tokenReader(coin({ p: 0.5 }));
 * const pieces = [...reader.read(Uint8Array.of(48, 32, 49, 10, 48)), ...reader.end()]; // "0 1\n0"
 * tokenSequences(pieces); // => [[0, 1], [0]]
 */
export function tokenSequences(pieces: Iterable<TokenPiece>): Int32Array[] {
  const parts: Int32Array[][] = [];
  for (const { tokens, sequence } of pieces) (parts[sequence] ??= []).push(tokens);
  return parts.map((arrays) => {
    const sequence = new Int32Array(arrays.reduce((length, part) => length + part.length, 0));
    let position = 0;
    for (const part of arrays) {
      sequence.set(part, position);
      position += part.length;
    }
    return sequence;
  });
}
