import type { Hmm } from "@beliefscope/hmm-core";

/** Where each token leads from each hidden state, and how probable it is there. */
export type UnifilarMoves = {
  /** Shape [state, token]; -1 where the token is impossible. */
  readonly next: Int32Array;
  /** P(token | state), shape [state, token]. */
  readonly probability: Float64Array;
};

/**
 * The moves of a process in which a state and a token tell the next state; states without probability don't count.
 *
 * @param law A stationary law of the hidden states, shape [state].
 * @returns The moves (none from states that don't count), or null if some state and token leave two next states open, or the
 *   process is a generalized one.
 */
export function unifilarMoves(hmm: Hmm, law: Float64Array): UnifilarMoves | null {
  const { numTokens, numStates, labeledTransitions, rightVector } = hmm;
  if (rightVector) return null;
  const next = new Int32Array(numStates * numTokens).fill(-1);
  const probability = new Float64Array(numStates * numTokens);
  for (let token = 0; token < numTokens; token++) {
    for (let from = 0; from < numStates; from++) {
      if (law[from] === 0) continue;
      for (let to = 0; to < numStates; to++) {
        const p = labeledTransitions[(token * numStates + from) * numStates + to]!;
        if (p === 0) continue;
        const move = from * numTokens + token;
        if (next[move]! >= 0) return null;
        next[move] = to;
        probability[move] = p;
      }
    }
  }
  return { next, probability };
}
