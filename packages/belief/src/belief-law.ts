import { forwardStep, type Hmm, tokenLaw } from "@beliefscope/hmm-core";

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
 */
export function nextBeliefLaw(hmm: Hmm, law: BeliefLaw, maxBeliefs: number): BeliefLaw | null {
  const { numTokens, numStates } = hmm;
  const capacity = Math.min(law.probability.length * numTokens, maxBeliefs);
  const beliefs = new Float64Array((capacity + 1) * numStates); // one spare row, for the step that may come to nothing
  const probability = new Float64Array(capacity);
  const find = beliefFinder(beliefs, numStates, capacity);
  let count = 0;
  for (let source = 0; source < law.probability.length; source++) {
    for (let token = 0; token < numTokens; token++) {
      const conditional = forwardStep(hmm, law.beliefs, source * numStates, token, beliefs, count * numStates);
      if (conditional === 0) continue;
      const found = find(count);
      if (found === capacity) return null;
      if (found === count) count++;
      probability[found]! += law.probability[source]! * conditional;
    }
  }
  return { beliefs: beliefs.subarray(0, count * numStates), probability: probability.subarray(0, count) };
}

/**
 * Finds, for the row `count`, an equal one before it; else enters it and returns `count`. Rows are binned by their
 * projection on a fixed generic direction, bins are hashed into slots; equal rows lie in one bin or in two neighbours.
 */
function beliefFinder(beliefs: Float64Array, numStates: number, capacity: number): (count: number) => number {
  const direction = Float64Array.from({ length: numStates }, (_, i) => 0.5 + (((i + 1) * 0.6180339887498949) % 1));
  const binWidth = 10 * numStates * SAME;
  const slotBits = Math.ceil(Math.log2(capacity)) + 1;
  const slotOf = (bin: number): number => Math.imul(bin | 0, 0x9e3779b1) >>> (32 - slotBits);
  const lastInSlot = new Int32Array(2 ** slotBits).fill(-1);
  const previousInSlot = new Int32Array(capacity);

  const equal = (a: number, b: number): boolean => {
    for (let i = 0; i < numStates; i++) {
      if (!(Math.abs(beliefs[a * numStates + i]! - beliefs[b * numStates + i]!) <= SAME)) return false;
    }
    return true;
  };
  const search = (slot: number, count: number): number => {
    let row = lastInSlot[slot]!;
    while (row >= 0 && !equal(row, count)) row = previousInSlot[row]!;
    return row;
  };

  return (count) => {
    let projection = 0;
    for (let i = 0; i < numStates; i++) projection += direction[i]! * beliefs[count * numStates + i]!;
    const place = projection / binWidth;
    const low = Math.floor(place - 0.25);
    const high = Math.floor(place + 0.25);
    let row = search(slotOf(low), count);
    if (row < 0 && high !== low) row = search(slotOf(high), count);
    if (row >= 0) return row;
    if (count < capacity) {
      const slot = slotOf(Math.floor(place));
      previousInSlot[count] = lastInSlot[slot]!;
      lastInSlot[slot] = count;
    }
    return count;
  };
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
    }
    mean += law.probability[row]! * entropy;
  }
  return mean;
}
