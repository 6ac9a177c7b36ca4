import type { Tensor } from "@beliefscope/tensor";
import { checkTokens, impossibleToken, type SequenceOptions } from "./check-tokens.ts";
import { forwardStep } from "./forward-step.ts";
import type { Hmm } from "./hmm.ts";

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
  const [batch, length, lengths] = checkTokens("logLikelihood", hmm, tokens, options.lengths);
  const result = new Float64Array(batch);
  let belief = new Float64Array(hmm.numStates);
  let next = new Float64Array(hmm.numStates);
  for (let sequence = 0; sequence < batch; sequence++) {
    belief.set(hmm.initialBelief);
    for (let position = 0; position < lengths[sequence]!; position++) {
      const token = tokens.data[sequence * length + position]!;
      const probability = forwardStep(hmm, belief, 0, token, next, 0);
      if (probability === 0) throw impossibleToken("logLikelihood", sequence, position, token);
      result[sequence]! += Math.log(probability);
      [belief, next] = [next, belief];
    }
  }
  return result;
}
