import type { Tensor } from "@beliefscope/tensor";
import { checkSequences, type SequenceOptions } from "../check-tokens.ts";
import { forwardRecursion } from "./forward-recursion.ts";
import type { Hmm } from "../hmm.ts";

/**
 * The log-probability of each sequence from the initial belief, by the normalised forward recursion: no underflow,
 * however long the sequence.
 *
 *   log P(w) = sum_t log P(w_t | w_1 ... w_{t-1})
 *
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @returns Nats, shape [batch].
 * @throws RangeError if a length or token is out of range, or a token impossible after those before it (named by
 *   sequence and position).
 * @example
 * const words = createTensor(Int32Array.of(0, 0), [1, 2]);
 * logLikelihood(mess3({ x: 0.05, a: 0.85 }), words).map(Math.exp); // ≈ [0.2245625]
 */
export function logLikelihood(hmm: Hmm, tokens: Tensor<Int32Array>, options: SequenceOptions = {}): Float64Array {
  const [batch, , lengths] = checkSequences("logLikelihood", tokens, options.lengths);
  const finalBeliefs = Float64Array.from(
    { length: batch * hmm.numStates },
    (_, k) => hmm.initialBelief[k % hmm.numStates]!,
  );
  return forwardRecursion({ caller: "logLikelihood", hmm, tokens, lengths, finalBeliefs, beliefs: null });
}
