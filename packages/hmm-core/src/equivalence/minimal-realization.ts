import type { Tensor } from "@beliefscope/tensor";
import { matmul, reachableSubspace, transpose } from "@beliefscope/tensor/linalg";
import type { Hmm } from "../hmm.ts";
import { linearForm, observableSubspace } from "./linear-form.ts";

/**
 * The smallest linear process with the same words: a generalized HMM in as many dimensions as the law needs, possibly
 * signed even where the given process is proper.
 *
 *   first to the span of the vectors pi T[w] that words can reach, then to the span of the vectors T[w] |1> that words
 *   can tell apart:  T'[token] = V T[token] V',  with the rows of V an orthonormal basis
 *
 * `numStates` of the result is the rank of the process: that of the matrix P(past future) over all words. A proper HMM
 * of fewer states cannot have this law; whether one of as many does is not said.
 *
 * @param hmm Any process, from its initial belief.
 * @returns Gauge: |1> = (1, 0, ..., 0), so beliefs have first entry 1; the other coordinates are arbitrary. A direction
 *   that rounding cannot tell from none (a share of 1e-9) is not counted.
 * @example
 * const doubled = mixture([goldenMean(), goldenMean()], [0.25, 0.75]);
 * minimalRealization(doubled).numStates; // => 2
 * equivalentProcesses(minimalRealization(doubled), goldenMean()).equivalent; // => true
 * @see Balasubramanian 1993; Vidyasagar 2011, "The complete realization problem for hidden Markov models"
 */
export function minimalRealization(hmm: Hmm): Hmm {
  const { name, numTokens, tokenNames } = hmm;
  const { start, matrices, ones } = linearForm(hmm);
  const reachable = reachableSubspace(start, ...matrices); // [r, state]
  const observable = observableSubspace({
    matrices: matrices.map((T) => project(T, reachable)),
    ones: matmul(reachable, ones),
  }); // [rank, r]
  const V = matmul(observable, reachable); // [rank, state]
  const rank = V.shape[0]!;
  const length = matmul(V, ones).data[0]!; // V |1> = (length, 0, ..., 0)
  const labeledTransitions = new Float64Array(numTokens * rank * rank);
  matrices.forEach((T, token) => {
    labeledTransitions.set(project(T, V).data, token * rank * rank);
  });
  return {
    name: `minimal(${name})`,
    numTokens,
    numStates: rank,
    labeledTransitions,
    initialBelief: matmul(start, transpose(V)).data.map((entry) => entry * length),
    rightVector: Float64Array.from({ length: rank }, (_, i) => (i === 0 ? 1 : 0)),
    ...(tokenNames && { tokenNames }),
  };
}

/** V T V' */
function project(T: Tensor, V: Tensor): Tensor {
  return matmul(matmul(V, T), transpose(V));
}
