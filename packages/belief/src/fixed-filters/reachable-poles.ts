import type { Tensor } from "@beliefscope/tensor";
import { type Complex, eigenvalues } from "@beliefscope/tensor/linalg";
import { reachableBasis, within } from "./reachable-basis.ts";

/** The eigenvalues of F on the subspace of `reachableBasis`, as often as they occur there. */
export function reachablePoles(transition: Tensor, vectors: Tensor, normal: Float64Array): Complex[] {
  const basis = reachableBasis(transition, vectors, normal);
  return basis.shape[0] === 0 ? [] : eigenvalues(within(basis, transition));
}
