import type { Tensor } from "@beliefscope/tensor";
import { checkProper } from "../check-proper.ts";
import { checkTokens, type SequenceOptions } from "../check-tokens.ts";
import type { Hmm } from "../hmm.ts";
import { smoothSequence } from "./smooth-sequence.ts";

/**
 * The posterior of each hidden step.
 *
 *   posteriors[s, t, from, to] = P(`from` before token t, `to` after it | tokens[s])
 *
 * It takes numStates^2 numbers a token; where only their sum is wanted, take `expectedTransitions`.
 *
 * @param hmm A proper HMM.
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @returns Shape [batch, position, from, to]; each matrix sums to 1, or is 0 beyond a sequence's length.
 * @throws RangeError if the process is generalized (its states have no probabilities), a length or token is out of range,
 *   or a token impossible after those before it (an ImpossibleTokenError, with sequence and position).
 * @example
 * const words = createTensor(Int32Array.of(0, 1), [1, 2]);
 * pairwisePosteriors(goldenMean({ p: 0.5 }), words).data; // ≈ [0.5, 0, 0.5, 0, 0, 1, 0, 0]
 */
export function pairwisePosteriors(hmm: Hmm, tokens: Tensor<Int32Array>, options: SequenceOptions = {}): Tensor {
  checkProper("pairwisePosteriors", "hmm", hmm);
  const [batch, length, lengths] = checkTokens("pairwisePosteriors", hmm, tokens, options.lengths);
  const { numStates } = hmm;
  const size = numStates * numStates;
  const data = new Float64Array(batch * length * size);
  const beliefs = new Float64Array(length * numStates);
  const initial = new Float64Array(numStates);
  for (let sequence = 0; sequence < batch; sequence++) {
    const start = sequence * length;
    const end = start + lengths[sequence]!;
    const word = tokens.data.subarray(start, end);
    const pairs = { data: data.subarray(start * size, end * size), by: "position" } as const;
    smoothSequence("pairwisePosteriors", hmm, sequence, word, beliefs, initial, pairs);
  }
  return { shape: [batch, length, numStates, numStates], data };
}
