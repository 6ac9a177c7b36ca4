import { forwardStep, type Hmm, refuseNegative, tokenLaw } from "@beliefscope/hmm-core";
import { beliefFinder } from "../mixed-states/belief-finder.ts";

/** Beliefs that differ by less than this count as one. */
const SAME = 1e-12;

/** A law over beliefs: some distinct ones, each with its probability. */
export type BeliefLaw = {
  /** Shape [belief, state]. */
  readonly beliefs: Float64Array;
  /** Shape [belief]. */
  readonly probability: Float64Array;
};

/**
 * The law of the belief one token later. Words that lead to equal beliefs are merged, so processes with few mixed states
 * stay small at any length; the first of equal beliefs stands for all, unrounded.
 *
 * @returns The new law, or null if it has more than `maxBeliefs` beliefs.
 * @throws RangeError if a word has a negative probability.
 */
export function nextBeliefLaw(hmm: Hmm, law: BeliefLaw, maxBeliefs: number): BeliefLaw | null {
  const { numTokens, numStates } = hmm;
  const capacity = Math.min(law.probability.length * numTokens, maxBeliefs);
  const beliefs = new Float64Array((capacity + 1) * numStates); // one spare row, for the step that may come to nothing
  const probability = new Float64Array(capacity);
  const find = beliefFinder(beliefs, numStates, capacity, SAME);
  let count = 0;
  for (let source = 0; source < law.probability.length; source++) {
    for (let token = 0; token < numTokens; token++) {
      const conditional = forwardStep(hmm, law.beliefs, source * numStates, token, beliefs, count * numStates);
      if (conditional <= 0) {
        refuseNegative(hmm, law.probability[source]! * conditional);
        continue;
      }
      const found = find(count);
      if (found === capacity) return null;
      if (found === count) count++;
      probability[found]! += law.probability[source]! * conditional;
    }
  }
  return { beliefs: beliefs.subarray(0, count * numStates), probability: probability.subarray(0, count) };
}

/**
 * The mean entropy of the next token.
 *
 *   sum_b P(b) sum_token -p(token | b) log p(token | b)
 *
 * @returns Nats.
 */
export function meanNextTokenEntropy(hmm: Hmm, law: BeliefLaw): number {
  const { numTokens, numStates } = hmm;
  const emission = tokenLaw(hmm).data;
  let mean = 0;
  for (let row = 0; row < law.probability.length; row++) {
    let entropy = 0;
    for (let token = 0; token < numTokens; token++) {
      let p = 0;
      for (let state = 0; state < numStates; state++) {
        p += law.beliefs[row * numStates + state]! * emission[state * numTokens + token]!;
      }
      if (p > 0) entropy -= p * Math.log(p);
      else refuseNegative(hmm, law.probability[row]! * p);
    }
    mean += law.probability[row]! * entropy;
  }
  return mean;
}

/**
 * The mean uncertainty about the hidden state of a proper HMM.
 *
 *   sum_b P(b) sum_state -b[state] log b[state]
 *
 * @returns Nats.
 */
export function meanStateEntropy(law: BeliefLaw): number {
  const numStates = law.beliefs.length / law.probability.length;
  let mean = 0;
  law.beliefs.forEach((b, k) => {
    if (b > 0) mean -= law.probability[Math.floor(k / numStates)]! * b * Math.log(b);
  });
  return mean;
}
