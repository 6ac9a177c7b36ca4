import type { Tensor } from "@beliefscope/tensor";
import type { Hmm } from "./hmm.ts";

/**
 * The law of the next token in each state.
 *
 *   tokenLaw[state, token] = sum_to T[token, state, to] |1>[to]      (|1> is all ones in a proper HMM)
 *
 * The next-token law under a belief is belief · tokenLaw. In departure form this is the emission matrix.
 *
 * @returns Shape [state, token]; rows sum to 1 in a proper HMM, to |1> in a generalized one.
 * @example
 * tokenLaw(goldenMean({ p: 0.5 })).data; // => [0.5, 0.5, 1, 0]
 */
export function tokenLaw(hmm: Hmm): Tensor {
  const { numTokens, numStates, labeledTransitions, rightVector } = hmm;
  const data = new Float64Array(numStates * numTokens);
  for (let token = 0; token < numTokens; token++) {
    for (let from = 0; from < numStates; from++) {
      let sum = 0;
      for (let to = 0; to < numStates; to++) {
        const entry = labeledTransitions[(token * numStates + from) * numStates + to]!;
        sum += rightVector ? entry * rightVector[to]! : entry;
      }
      data[from * numTokens + token] = sum;
    }
  }
  return { shape: [numStates, numTokens], data };
}
