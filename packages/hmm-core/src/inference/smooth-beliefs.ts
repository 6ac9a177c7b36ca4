import type { Tensor } from "@beliefscope/tensor";
import { checkProper } from "../check-proper.ts";
import { checkTokens, type SequenceOptions } from "../check-tokens.ts";
import type { Hmm } from "../hmm.ts";
import { smoothRecursion } from "./smooth-recursion.ts";

/** What `smoothBeliefs` finds. */
export type SmoothedBeliefs = {
  /** P(state after token t | all tokens), shape [batch, position, state]; 0 beyond a sequence's length. */
  readonly beliefs: Tensor;
  /** P(state before the first token | all tokens), shape [batch, state]. */
  readonly initialBeliefs: Tensor;
  /** log P(tokens) in nats, shape [batch]. */
  readonly logLikelihood: Float64Array;
};

/**
 * Smooths sequences: the belief after each token, in the light of the whole sequence.
 *
 *   beliefs[s, t] = P(state after token t | tokens[s])
 *
 * The last row of a sequence is the filtered belief. Time is linear in the number of tokens, with no underflow.
 *
 * @param hmm A proper HMM.
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @throws RangeError if the process is generalized (its states have no probabilities), a length or token is out of range,
 *   or a token impossible after those before it (an ImpossibleTokenError, with sequence and position).
 * @example
 * const words = createTensor(Int32Array.of(0, 1, 0), [1, 3]);
 * const { beliefs, initialBeliefs } = smoothBeliefs(goldenMean({ p: 0.5 }), words);
 * beliefs.data; // ≈ [1, 0, 0, 1, 1, 0]
 * initialBeliefs.data; // ≈ [0.5, 0.5]
 */
export function smoothBeliefs(hmm: Hmm, tokens: Tensor<Int32Array>, options: SequenceOptions = {}): SmoothedBeliefs {
  checkProper("smoothBeliefs", "hmm", hmm);
  const [batch, length, lengths] = checkTokens("smoothBeliefs", hmm, tokens, options.lengths);
  const { numStates } = hmm;
  const beliefs = new Float64Array(batch * length * numStates);
  const initialBeliefs = new Float64Array(batch * numStates);
  const logLikelihood = smoothRecursion({
    caller: "smoothBeliefs",
    hmm,
    tokens,
    lengths,
    beliefs,
    initialBeliefs,
    transitions: null,
  });
  return {
    beliefs: { shape: [batch, length, numStates], data: beliefs },
    initialBeliefs: { shape: [batch, numStates], data: initialBeliefs },
    logLikelihood,
  };
}
