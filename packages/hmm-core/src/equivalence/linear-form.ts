import type { Tensor } from "@beliefscope/tensor";
import { reachableSubspace, transpose } from "@beliefscope/tensor/linalg";
import type { Hmm } from "../hmm.ts";

/** A process as vectors and matrices: P(w) = start T[w_1] ... T[w_L] ones. */
export type LinearForm = {
  /** pi, shape [1, state]. */
  readonly start: Tensor;
  /** T[token], each of shape [from, to]. */
  readonly matrices: readonly Tensor[];
  /** |1>, shape [state, 1]. */
  readonly ones: Tensor;
};

/** The parts of a process as tensors, views where they can be. */
export function linearForm({
  numTokens,
  numStates: n,
  labeledTransitions,
  initialBelief,
  rightVector,
}: Hmm): LinearForm {
  return {
    start: { shape: [1, n], data: initialBelief },
    matrices: Array.from({ length: numTokens }, (_, token) => ({
      shape: [n, n],
      data: labeledTransitions.subarray(token * n * n, (token + 1) * n * n),
    })),
    ones: { shape: [n, 1], data: rightVector ?? new Float64Array(n).fill(1) },
  };
}

/** An orthonormal basis of the span of the columns T[w] |1>, as rows, shape [rank, state]; the first lies along |1>. */
export function observableSubspace({ matrices, ones }: Pick<LinearForm, "matrices" | "ones">): Tensor {
  return reachableSubspace(transpose(ones), ...matrices.map(transpose));
}
