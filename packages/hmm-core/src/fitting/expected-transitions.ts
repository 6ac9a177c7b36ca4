import type { Tensor } from "@beliefscope/tensor";
import { checkProper } from "../check-proper.ts";
import { checkTokens, type SequenceOptions } from "../check-tokens.ts";
import type { Hmm } from "../hmm.ts";
import { smoothRecursion } from "../inference/smooth-recursion.ts";

/** Sums over sequences: those of two shards add up to those of both. */
export type ExpectedTransitions = {
  /** Expected number of steps `from` -> `to` that emit token, given all tokens, shape [token, from, to]. */
  readonly transitions: Tensor;
  /** Expected number of sequences that begin in each state, shape [state]. */
  readonly initialStates: Float64Array;
  /** log P(tokens) of all sequences together, in nats. */
  readonly logLikelihood: number;
};

/**
 * Counts the hidden steps that the tokens lead one to expect: the E-step of Baum-Welch, and the pairwise posteriors summed.
 *
 *   transitions[x, from, to] = sum over s, t with tokens[s, t] = x of P(s_{t-1} = from, s_t = to | tokens[s])
 *
 * @param hmm A proper HMM.
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @throws RangeError if the process is generalized (its states have no probabilities), a length or token is out of range,
 *   or a token impossible after those before it (named by sequence and position).
 * @example
 * const words = createTensor(Int32Array.of(0, 0, 1), [1, 3]);
 * const { transitions, initialStates } = expectedTransitions(goldenMean({ p: 0.5 }), words);
 * transitions.data; // ≈ [1.5, 0, 0.5, 0, 0, 1, 0, 0]
 * initialStates; // ≈ [0.5, 0.5]
 * @see Baum, Petrie, Soules & Weiss 1970, "A maximization technique occurring in the statistical analysis of
 *   probabilistic functions of Markov chains"
 */
export function expectedTransitions(
  hmm: Hmm,
  tokens: Tensor<Int32Array>,
  options: SequenceOptions = {},
): ExpectedTransitions {
  checkProper("expectedTransitions", "hmm", hmm);
  const [, , lengths] = checkTokens("expectedTransitions", hmm, tokens, options.lengths);
  return sumTransitions("expectedTransitions", hmm, tokens, lengths);
}

/** `expectedTransitions` of tokens that are known to fit; `caller` is for the message about an impossible one. */
export function sumTransitions(
  caller: string,
  hmm: Hmm,
  tokens: Tensor<Int32Array>,
  lengths: Int32Array,
): ExpectedTransitions {
  const { numTokens, numStates } = hmm;
  const transitions = new Float64Array(numTokens * numStates * numStates);
  const initialBeliefs = new Float64Array(lengths.length * numStates);
  const nats = smoothRecursion({ caller, hmm, tokens, lengths, beliefs: null, initialBeliefs, transitions });
  const initialStates = new Float64Array(numStates);
  for (let k = 0; k < initialBeliefs.length; k++) initialStates[k % numStates]! += initialBeliefs[k]!;
  const logLikelihood = nats.reduce((sum, value) => sum + value, 0);
  return { transitions: { shape: [numTokens, numStates, numStates], data: transitions }, initialStates, logLikelihood };
}
