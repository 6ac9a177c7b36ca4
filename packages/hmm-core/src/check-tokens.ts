import type { Tensor } from "@beliefscope/tensor";
import type { Hmm } from "./hmm.ts";

/**
 * Checks that sequences of tokens fit a process.
 *
 * @param caller The public function, for the message.
 * @param tokens Shape [batch, position], each in [0, numTokens).
 * @returns The numbers of sequences and positions.
 * @throws RangeError if the shape or a token is wrong.
 * @example
 * checkTokens("mine", coin({ p: 0.5 }), createTensor(Int32Array.of(0, 1, 1), [1, 3])); // => [1, 3]
 */
export function checkTokens(
  caller: string,
  hmm: Pick<Hmm, "numTokens">,
  tokens: Tensor<Int32Array>,
): readonly [batch: number, length: number] {
  const [batch, length] = tokens.shape;
  if (tokens.shape.length !== 2 || batch === undefined || length === undefined) {
    throw new RangeError(`${caller}: tokens must have shape [batch, position], got [${tokens.shape.join(", ")}]`);
  }
  const index = tokens.data.findIndex((token) => token < 0 || token >= hmm.numTokens);
  if (index >= 0) {
    const place = `sequence ${Math.floor(index / length)}, position ${index % length}`;
    throw new RangeError(`${caller}: tokens must be in [0, ${hmm.numTokens}), got ${tokens.data[index]!} at ${place}`);
  }
  return [batch, length];
}

/**
 * The error for evidence that a process cannot produce.
 *
 * @param caller The public function, for the message.
 * @param sequence Index in the batch.
 * @param position Index in the sequence.
 * @param token The first token that has probability 0 after those before it.
 * @returns The error, to throw.
 * @example
 * impossibleToken("mine", 0, 2, 1).message;
 * // => "mine: tokens must be possible under the process, got 1 with probability 0 at sequence 0, position 2"
 */
export function impossibleToken(caller: string, sequence: number, position: number, token: number): RangeError {
  const place = `sequence ${sequence}, position ${position}`;
  return new RangeError(
    `${caller}: tokens must be possible under the process, got ${token} with probability 0 at ${place}`,
  );
}
