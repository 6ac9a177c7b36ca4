import type { Tensor } from "@beliefscope/tensor";
import type { Hmm } from "./hmm.ts";

/**
 * The transition matrix of the hidden states, whatever is emitted.
 *
 *   T[from, to] = sum_token labeledTransitions[token, from, to]
 *
 * @returns Shape [from, to]; rows sum to 1 in a proper HMM.
 * @example
 * transitionMatrix(goldenMean({ p: 0.5 })).data; // => [0.5, 0.5, 1, 0]
 */
export function transitionMatrix(hmm: Pick<Hmm, "numStates" | "labeledTransitions">): Tensor {
  const { numStates, labeledTransitions } = hmm;
  const size = numStates * numStates;
  const data = new Float64Array(size);
  for (let i = 0; i < labeledTransitions.length; i++) data[i % size]! += labeledTransitions[i]!;
  return { shape: [numStates, numStates], data };
}
