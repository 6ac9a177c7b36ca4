import type { Tensor } from "@beliefscope/tensor";
import { checkKind } from "./check-kind.ts";
import type { Hmm } from "./hmm.ts";
import { ImpossibleTokenError } from "./impossible-token-error.ts";

/** Sequences of unequal lengths lie in one tensor [batch, position], each from position 0 on; see `padTokens`. */
export type SequenceOptions = {
  /** Tokens of each sequence, shape [batch], each in [0, positions]; what lies beyond is not read. Default: all. */
  readonly lengths?: Int32Array | undefined;
};

/**
 * Checks that sequences of tokens fit a process.
 *
 * @param caller The public function, for the message.
 * @param tokens Shape [batch, position], each in [0, numTokens) where it is read.
 * @param lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @returns The numbers of sequences and positions, and the length of each sequence, shape [batch].
 * @throws RangeError if the shape, a length or a token is wrong; TypeError if tokens are not an Int32Array.
 * @example
 * checkTokens("mine", coin({ p: 0.5 }), createTensor(Int32Array.of(0, 1, 1), [1, 3])).slice(0, 2); // => [1, 3]
 */
export function checkTokens(
  caller: string,
  hmm: Pick<Hmm, "numTokens">,
  tokens: Tensor<Int32Array>,
  lengths?: Int32Array,
): readonly [batch: number, length: number, lengths: Int32Array] {
  const sizes = checkSequences(caller, tokens, lengths);
  const length = sizes[1];
  const index = lengths
    ? wrongTokenIn(tokens.data, length, lengths, hmm.numTokens)
    : wrongToken(tokens.data, 0, tokens.data.length, hmm.numTokens);
  if (index >= 0) {
    const place = `sequence ${Math.floor(index / length)}, position ${index % length}`;
    throw new RangeError(`${caller}: tokens must be in [0, ${hmm.numTokens}), got ${tokens.data[index]!} at ${place}`);
  }
  return sizes;
}

/** The part of `checkTokens` that does not look at the tokens themselves. */
export function checkSequences(
  caller: string,
  tokens: Tensor<Int32Array>,
  lengths?: Int32Array,
): readonly [batch: number, length: number, lengths: Int32Array] {
  checkKind(caller, "tokens", "a tensor {shape, data}", tokens);
  const [batch, length] = tokens.shape;
  if (tokens.shape.length !== 2 || batch === undefined || length === undefined) {
    throw new RangeError(`${caller}: tokens must have shape [batch, position], got [${tokens.shape.join(", ")}]`);
  }
  const { data } = tokens as { readonly data: unknown }; // callers without types may hand over anything
  if (!(data instanceof Int32Array)) {
    throw new TypeError(`${caller}: tokens must hold an Int32Array, got ${Object.prototype.toString.call(data)}`);
  }
  if (data.length !== batch * length) {
    throw new RangeError(`${caller}: tokens must have ${batch * length} entries, got ${data.length}`);
  }
  if (lengths) checkLengths(caller, lengths, batch, length);
  return [batch, length, lengths ?? new Int32Array(batch).fill(length)];
}

function checkLengths(caller: string, lengths: Int32Array, batch: number, length: number): void {
  if (!((lengths as unknown) instanceof Int32Array)) {
    throw new TypeError(`${caller}: lengths must be an Int32Array, got ${Object.prototype.toString.call(lengths)}`);
  }
  if (lengths.length !== batch) {
    throw new RangeError(`${caller}: lengths must have shape [${batch}], got [${lengths.length}]`);
  }
  const sequence = lengths.findIndex((count) => count < 0 || count > length);
  if (sequence >= 0) {
    throw new RangeError(`${caller}: lengths[${sequence}] must be in [0, ${length}], got ${lengths[sequence]!}`);
  }
}

/**
 * The error for evidence that a process cannot produce.
 *
 * @param caller The public function, for the message.
 * @param sequence Index in the batch.
 * @param position Index in the sequence.
 * @param token The first token that has probability 0 after those before it.
 * @param probability What it has, if `lostProbability` says otherwise.
 * @returns The error, to throw.
 * @example
 * impossibleToken("mine", 0, 2, 1).message;
 * // => "mine: tokens must be possible under the process, got 1 with probability 0 at sequence 0, position 2"
 */
export function impossibleToken(
  caller: string,
  sequence: number,
  position: number,
  token: number,
  probability = "probability 0",
): ImpossibleTokenError {
  return new ImpossibleTokenError(
    `${caller}: tokens must be possible under the process, got ${token} with ${probability} at sequence ${sequence}, position ${position}`,
    { sequence, position, token },
  );
}

/** The first index in [start, end) that holds no token, or -1. */
function wrongToken(tokens: Int32Array, start: number, end: number, numTokens: number): number {
  let signs = 0; // negative once a token was below 0 or above the last
  for (let i = start; i < end; i++) signs |= tokens[i]! | (numTokens - 1 - tokens[i]!);
  return signs < 0
    ? tokens.subarray(0, end).findIndex((token, i) => i >= start && (token < 0 || token >= numTokens))
    : -1;
}

function wrongTokenIn(tokens: Int32Array, length: number, lengths: Int32Array, numTokens: number): number {
  for (let sequence = 0; sequence < lengths.length; sequence++) {
    const index = wrongToken(tokens, sequence * length, sequence * length + lengths[sequence]!, numTokens);
    if (index >= 0) return index;
  }
  return -1;
}
