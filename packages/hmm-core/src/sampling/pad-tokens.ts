import { createTensor, type Tensor } from "@beliefscope/tensor";
import { checkKind } from "../check-kind.ts";

/**
 * Lays sequences of unequal lengths into one tensor, as every function here that reads tokens takes them.
 *
 * @param sequences Tokens of each sequence; they may be empty.
 * @returns `tokens`, shape [batch, position] with as many positions as the longest has, 0 where a sequence has ended;
 *   `lengths`, shape [batch].
 * @throws RangeError if a token is not a non-negative integer below 2^31.
 * @example
 * padTokens([[1, 1, 0], [1]]).tokens.data; // => [1, 1, 0, 1, 0, 0]
 */
export function padTokens(sequences: readonly ArrayLike<number>[]): {
  tokens: Tensor<Int32Array>;
  lengths: Int32Array;
} {
  checkKind("padTokens", "sequences", "an array", sequences);
  sequences.forEach((sequence, index) => {
    checkKind("padTokens", `sequences[${index}]`, "a list of numbers", sequence);
  });
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length);
  const length = lengths.reduce((longest, count) => Math.max(longest, count), 0);
  const data = new Int32Array(sequences.length * length);
  sequences.forEach((sequence, index) => {
    data.set(sequence, index * length);
    for (let position = 0; position < sequence.length; position++) {
      const token = sequence[position]!;
      if (token < 0 || data[index * length + position] !== token) {
        const place = `sequence ${index}, position ${position}`;
        throw new RangeError(`padTokens: tokens must be non-negative integers, got ${token} at ${place}`);
      }
    }
  });
  return { tokens: createTensor(data, [sequences.length, length]), lengths };
}
