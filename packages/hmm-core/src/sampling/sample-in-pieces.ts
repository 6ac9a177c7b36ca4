import type { Random } from "@beliefscope/tensor/random";
import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";
import type { TokenPiece } from "../token-files/token-reader.ts";
import { tokenSource } from "./token-source.ts";

/** Tokens drawn at a time. */
const PIECE = 2 ** 16;

/**
 * Draws the sequences of `sampleTokens`, the same tokens for the same seed, in memory of the size of a piece.
 *
 * @param options.batch Number of sequences.
 * @param options.length Tokens of each.
 * @param options.random The stream, which moves on.
 * @returns Whole sequences, several at a time, where they are short; parts of one where they are long.
 * @throws RangeError if batch or length is not a non-negative integer.
 * @example
 * const random = createRandom(1);
 * [...sampleInPieces(coin({ p: 1 }), { batch: 1, length: 2, random })];
 * // => [[{ tokens: [1, 1], sequence: 0, position: 0, ends: true }]]
 */
export function* sampleInPieces(
  hmm: Hmm,
  options: { readonly batch: number; readonly length: number; readonly random: Random },
): Generator<TokenPiece[]> {
  checkKind("sampleInPieces", "options", "an object", options);
  const { batch, length, random } = options;
  checkKind("sampleInPieces", "random", "a Random, as of createRandom", random);
  for (const [name, value] of Object.entries({ batch, length })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`sampleInPieces: ${name} must be a non-negative integer, got ${value}`);
    }
  }
  if (length === 0) return;
  const source = tokenSource(hmm, random);
  if (length <= PIECE) {
    const atOnce = Math.floor(PIECE / length);
    for (let first = 0; first < batch; first += atOnce) {
      const tokens = new Int32Array(Math.min(atOnce, batch - first) * length);
      source.sequences(tokens, length);
      yield Array.from({ length: tokens.length / length }, (_, i) => {
        const [start, end] = [i * length, (i + 1) * length];
        return { tokens: tokens.subarray(start, end), sequence: first + i, position: 0, ends: true };
      });
    }
    return;
  }
  for (let sequence = 0; sequence < batch; sequence++) {
    for (let position = 0; position < length; position += PIECE) {
      const tokens = new Int32Array(Math.min(PIECE, length - position));
      if (position === 0) source.sequences(tokens, tokens.length);
      else source.next(tokens);
      yield [{ tokens, sequence, position, ends: position + tokens.length === length }];
    }
  }
}
