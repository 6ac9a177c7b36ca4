import { factorTransitionEmission, type Hmm } from "@beliefscope/hmm-core";

/**
 * The file that every program of a contest is given, little-endian:
 *
 *   int32    number of tokens, number of states, batch, length
 *   float64  initial belief [state], labelled transitions [token, from, to]
 *   float64  the same process in emission form: transition [from, to], emission [state, token]
 *   int32    words [batch, length]
 *
 * The emission form is that of the libraries that have no other: the state that a step leads to emits, from the stationary
 * start.
 *
 * @param words Shape [batch, length]; for a contest that reads none, batch 0.
 */
export function encodeInput(
  hmm: Hmm,
  words: { readonly shape: readonly number[]; readonly data: Int32Array },
): Uint8Array {
  const factors = factorTransitionEmission(hmm);
  if (factors?.emitOn !== "arrival") throw new RangeError(`encodeInput: ${hmm.name} must emit on arrival`);
  const arrays = [
    Int32Array.of(hmm.numTokens, hmm.numStates, ...words.shape),
    hmm.initialBelief,
    hmm.labeledTransitions,
    factors.transition.data,
    factors.emission.data,
    words.data,
  ];
  return Buffer.concat(arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)));
}
