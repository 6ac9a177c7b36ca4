import type { Random } from "@beliefscope/tensor/random";
import { uninitializedInt32 } from "@beliefscope/tensor/wasm";
import { checkKind } from "../check-kind.ts";
import type { Hmm } from "../hmm.ts";
import { tokenSource } from "./token-source.ts";

/** Tokens in one array: 4 GiB. */
const MOST = 2 ** 30;

/**
 * Draws one sequence piece by piece, as long as one asks, from a start drawn from the initial belief.
 *
 * @param random The stream, which moves on; the same seed gives the same tokens on every platform, however the sequence is
 *   cut into pieces.
 * @returns A function that returns the next `count` tokens.
 * @throws RangeError (the returned function) if count is not a non-negative integer.
 * @example
 * const next = tokenSampler(coin({ p: 1 }), createRandom(1));
 * next(2); // => [1, 1]
 * next(3); // => [1, 1, 1]
 */
export function tokenSampler(hmm: Hmm, random: Random): (count: number) => Int32Array {
  checkKind("tokenSampler", "random", "a Random, as of createRandom", random);
  const source = tokenSource(hmm, random);
  return (count) => {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(`tokenSampler: count must be a non-negative integer, got ${count}`);
    }
    if (count > MOST) throw new RangeError(`tokenSampler: count must be at most 2^30, got ${count}`);
    const tokens = uninitializedInt32(count);
    source.next(tokens);
    return tokens;
  };
}
