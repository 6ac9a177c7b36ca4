import type { Tensor } from "@beliefscope/tensor";
import { checkTokens, impossibleToken, type SequenceOptions } from "../check-tokens.ts";
import { forwardStep, lostProbability } from "./forward-step.ts";
import type { Hmm } from "../hmm.ts";

/** What `backwardVectors` finds: each P(...) is its vector times exp of its logarithm of the scale. */
export type BackwardVectors = {
  /** P(tokens after t | state after token t), scaled, shape [batch, position, state]; 0 beyond a sequence's length. */
  readonly vectors: Tensor;
  /** Shape [batch, position]; 0 beyond a sequence's length. */
  readonly logScales: Tensor;
  /** P(all tokens | state before the first token), scaled, shape [batch, state]. */
  readonly initialVectors: Tensor;
  /** Shape [batch]. */
  readonly initialLogScales: Float64Array;
};

/**
 * The backward recursion: how well each hidden state foretells the tokens to come.
 *
 *   beta_L = |1>,   beta_{t-1} = T[w_t] beta_t,   vector = beta / scale,   scale = max |beta|
 *
 * The largest entry of each vector is 1 (in modulus), so that nothing vanishes with the length of the sequence. Together
 * with the filtered belief b_t it gives the smoothed one, P(state | all tokens) = b_t[state] beta_t[state] / sum, and
 * initialBelief · beta = P(all tokens). A state that the tokens read exclude (b_t[state] = 0) has 0: of what such a state
 * would foretell, no length of sequence can be sure to keep the rest in range.
 *
 * @param hmm Any process; of a generalized one the vectors may be signed, and no state is excluded.
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @throws RangeError if a length or token is out of range; ImpossibleTokenError if a token is impossible after those before it.
 * @example
 * const words = createTensor(Int32Array.of(0, 1), [1, 2]);
 * const { vectors, initialVectors, initialLogScales } = backwardVectors(goldenMean({ p: 0.25 }), words);
 * vectors.data; // => [1, 0, 0, 1]
 * initialVectors.data; // ≈ [0.75, 1]
 * initialLogScales.map(Math.exp); // ≈ [0.25]
 * @see Rabiner 1989, "A tutorial on hidden Markov models and selected applications in speech recognition"
 */
export function backwardVectors(hmm: Hmm, tokens: Tensor<Int32Array>, options: SequenceOptions = {}): BackwardVectors {
  const [batch, length, lengths] = checkTokens("backwardVectors", hmm, tokens, options.lengths);
  const { numStates, initialBelief } = hmm;
  const ones = hmm.rightVector ?? new Float64Array(numStates).fill(1);
  const vectors = new Float64Array(batch * length * numStates);
  const logScales = new Float64Array(batch * length);
  const initialVectors = new Float64Array(batch * numStates);
  const initialLogScales = new Float64Array(batch);
  for (let sequence = 0; sequence < batch; sequence++) {
    const start = sequence * length;
    const word = tokens.data.subarray(start, start + lengths[sequence]!);
    filterInto(hmm, sequence, word, vectors, start * numStates);
    let [later, logScale] = [ones, 0];
    for (let t = word.length; t >= 0; t--) {
      // Here the row holds the filtered belief, which tells the states that are excluded.
      const row = (start + t - 1) * numStates;
      const vector = t === 0 ? initialVectors.subarray(sequence * numStates, (sequence + 1) * numStates) : vectors.subarray(row, row + numStates); // prettier-ignore
      if (t === 0) vector.set(initialBelief);
      logScale += stepBack(hmm, t === word.length ? null : word[t]!, later, vector);
      if (t === 0) initialLogScales[sequence] = logScale;
      else logScales[start + t - 1] = logScale;
      later = vector;
    }
  }
  return {
    vectors: { shape: [batch, length, numStates], data: vectors },
    logScales: { shape: [batch, length], data: logScales },
    initialVectors: { shape: [batch, numStates], data: initialVectors },
    initialLogScales,
  };
}

/** Writes the filtered belief after each token from index `start` on. */
function filterInto(hmm: Hmm, sequence: number, word: Int32Array, beliefs: Float64Array, start: number): void {
  for (let t = 0; t < word.length; t++) {
    const target = start + t * hmm.numStates;
    const [source, from] = t === 0 ? [hmm.initialBelief, 0] : [beliefs, target - hmm.numStates];
    const probability = forwardStep(hmm, source, from, word[t]!, beliefs, target);
    if (probability <= 0) {
      const lost = lostProbability(hmm, source, from, word[t]!, probability);
      throw impossibleToken("backwardVectors", sequence, t, word[t]!, lost);
    }
  }
}

/**
 * Turns a belief into the vector T[token] later (`later` itself without a token), divided by its largest modulus.
 *
 * @param later The vector after the token, shape [state].
 * @param vector Holds the belief before the token, receives the vector there; shape [state].
 * @returns The logarithm of the divisor.
 */
function stepBack(hmm: Hmm, token: number | null, later: Float64Array, vector: Float64Array): number {
  const { numStates, labeledTransitions, rightVector } = hmm;
  let scale = 0;
  for (let from = 0; from < numStates; from++) {
    if (!rightVector && vector[from] === 0) continue;
    let sum = 0;
    if (token === null) sum = later[from]!;
    else {
      const move = (token * numStates + from) * numStates;
      for (let to = 0; to < numStates; to++) sum += labeledTransitions[move + to]! * later[to]!;
    }
    vector[from] = sum;
    scale = Math.max(scale, Math.abs(sum));
  }
  for (let from = 0; from < numStates; from++) vector[from]! /= scale;
  return Math.log(scale);
}
