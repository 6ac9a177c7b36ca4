import { matmul, transpose } from "@beliefscope/tensor/linalg";
import type { Hmm } from "../hmm.ts";
import { linearForm, observableSubspace } from "./linear-form.ts";

/**
 * The process with states of equal futures made one: the same words with the same probabilities.
 *
 *   i ~ j  if  e_i T[w] |1> = e_j T[w] |1> for every word w
 *
 * @param hmm A proper HMM.
 * @param tolerance How far coordinates of equal futures may be apart.
 * @returns The smaller process, and which of its states each state has become.
 */
export function mergeStates(
  hmm: Hmm,
  tolerance: number,
): { readonly hmm: Hmm; readonly mergedInto: readonly number[] } {
  const { name, numTokens, numStates } = hmm;
  const futures = transpose(observableSubspace(linearForm(hmm))); // [state, rank]: row i is e_i in a basis of futures
  const rank = futures.shape[1]!;
  const distance = (i: number, j: number): number => {
    let largest = 0;
    for (let k = 0; k < rank; k++) {
      largest = Math.max(largest, Math.abs(futures.data[i * rank + k]! - futures.data[j * rank + k]!));
    }
    return largest;
  };
  const kept: number[] = []; // the first state of each class stands for it
  const mergedInto = Array.from({ length: numStates }, (_, state) => {
    const known = kept.findIndex((other) => distance(state, other) <= tolerance);
    return known >= 0 ? known : kept.push(state) - 1;
  });
  const n = kept.length;
  const membership = {
    shape: [numStates, n],
    data: Float64Array.from({ length: numStates * n }, (_, k) => (mergedInto[Math.floor(k / n)] === k % n ? 1 : 0)),
  };
  const { start, matrices } = linearForm(hmm);
  const labeledTransitions = new Float64Array(numTokens * n * n);
  matrices.forEach((T, token) => {
    const pushed = matmul(T, membership).data; // [state, class]
    kept.forEach((state, row) => {
      labeledTransitions.set(pushed.subarray(state * n, (state + 1) * n), (token * n + row) * n);
    });
  });
  const initialBelief = matmul(start, membership).data;
  return { hmm: { name, numTokens, numStates: n, labeledTransitions, initialBelief }, mergedInto };
}
