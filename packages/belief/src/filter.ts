import { checkTokens, forwardStep, type Hmm, impossibleToken } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";

/**
 * Filters sequences: the belief after each token, from the initial belief, by hmm-core's normalised forward recursion.
 *
 *   beliefs[s, t] = P(state | tokens[s, 0..t])
 *
 * @param tokens Shape [batch, position].
 * @returns `beliefs`, shape [batch, position, state]; `logLikelihood`, log P(tokens[s]) in nats, shape [batch].
 * @throws RangeError if a token is out of range, or impossible after those before it (named by sequence and position).
 * @example
 * const words = createTensor(Int32Array.of(0, 1), [1, 2]);
 * filterBeliefs(mess3({ x: 0.05, a: 0.85 }), words).beliefs.data.slice(3); // ≈ [0.355104, 0.592607, 0.052289]
 */
export function filterBeliefs(hmm: Hmm, tokens: Tensor<Int32Array>): { beliefs: Tensor; logLikelihood: Float64Array } {
  const [batch, length] = checkTokens("filterBeliefs", hmm, tokens);
  const { numStates, initialBelief } = hmm;
  const data = new Float64Array(batch * length * numStates);
  const logLikelihood = new Float64Array(batch);
  for (let sequence = 0; sequence < batch; sequence++) {
    for (let position = 0; position < length; position++) {
      const row = sequence * length + position;
      const token = tokens.data[row]!;
      const target = row * numStates;
      const probability =
        position === 0
          ? forwardStep(hmm, initialBelief, 0, token, data, target)
          : forwardStep(hmm, data, target - numStates, token, data, target);
      if (probability === 0) throw impossibleToken("filterBeliefs", sequence, position, token);
      logLikelihood[sequence]! += Math.log(probability);
    }
  }
  return { beliefs: { shape: [batch, length, numStates], data }, logLikelihood };
}
