import type { Tensor } from "@beliefscope/tensor";
import type { Hmm } from "../hmm.ts";
import { kernelSmooth } from "./kernel-smooth.ts";
import { smoothSequence } from "./smooth-sequence.ts";

/** What one pass forward and back over sequences reads and writes. */
export type SmoothPass = {
  /** The public function, for the message about an impossible token. */
  readonly caller: string;
  /** A proper HMM. */
  readonly hmm: Hmm;
  /** Shape [batch, position]; known to fit. */
  readonly tokens: Tensor<Int32Array>;
  /** Shape [batch]. */
  readonly lengths: Int32Array;
  /** Receives P(state after token t | all tokens), if wanted, shape [batch, position, state]; holds 0. */
  readonly beliefs: Float64Array | null;
  /** Receives P(state before the first token | all tokens), shape [batch, state]. */
  readonly initialBeliefs: Float64Array;
  /** Receives the expected number of moves, if wanted, shape [token, from, to]; holds 0. */
  readonly transitions: Float64Array | null;
};

/**
 * Forward and back over sequences, under whatever looks back; by the kernel where it serves.
 *
 * @returns log P(tokens) of each sequence in nats, shape [batch].
 * @throws RangeError if a token is impossible after those before it.
 */
export function smoothRecursion(pass: SmoothPass): Float64Array {
  const found = kernelSmooth(pass) ?? smoothPlainly(pass);
  return found.map((nats) => Math.min(nats, 0)); // rounding may find certain tokens more than certain
}

/** `smoothRecursion` one sequence after the other, in plain steps. */
export function smoothPlainly(pass: SmoothPass): Float64Array {
  const { caller, hmm, tokens, lengths, initialBeliefs, transitions } = pass;
  const { numStates } = hmm;
  const length = tokens.shape[1]!;
  transitions?.fill(0);
  const scratch = pass.beliefs ?? new Float64Array(length * numStates);
  return Float64Array.from(lengths, (count, sequence) => {
    const start = sequence * length;
    const word = tokens.data.subarray(start, start + count);
    const row = pass.beliefs ? start * numStates : 0;
    return smoothSequence(
      caller,
      hmm,
      sequence,
      word,
      scratch.subarray(row, row + count * numStates),
      initialBeliefs.subarray(sequence * numStates, (sequence + 1) * numStates),
      transitions ? { data: transitions, by: "token" } : undefined,
    );
  });
}
