import type { Tensor } from "@beliefscope/tensor";
import { type Complex, eigenvalues, matmul, transpose } from "@beliefscope/tensor/linalg";

/** A direction counts as reached if this share of a vector, or this length at least, points along it. */
const SHARE = 1e-9;
const LENGTH = 1e-12;

/**
 * The eigenvalues of F on the subspace spanned by the rows of v F^d, d = 0, 1, ...
 *
 * @param transition F, shape [state, state].
 * @param tokenVectors v, shape [token, state].
 */
export function reachablePoles(transition: Tensor, tokenVectors: Tensor): Complex[] {
  const n = transition.shape[0]!;
  const basis: Float64Array[] = [];
  const candidates: Float64Array[] = Array.from({ length: tokenVectors.shape[0]! }, (_, token) =>
    tokenVectors.data.slice(token * n, (token + 1) * n),
  );
  for (const candidate of candidates) {
    const length = Math.hypot(...candidate);
    // Twice is enough: the second pass removes what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) for (const direction of basis) removeAlong(candidate, direction);
    const rest = Math.hypot(...candidate);
    if (rest <= Math.max(LENGTH, SHARE * length)) continue;
    const direction = candidate.map((entry) => entry / rest);
    basis.push(direction);
    candidates.push(matmul({ shape: [1, n], data: direction }, transition).data); // visited by this same loop
  }
  if (basis.length === 0) return [];
  const B: Tensor = { shape: [basis.length, n], data: Float64Array.from(basis.flatMap((row) => [...row])) };
  return eigenvalues(matmul(matmul(B, transition), transpose(B)));
}

function removeAlong(vector: Float64Array, direction: Float64Array): void {
  let overlap = 0;
  for (let i = 0; i < vector.length; i++) overlap += vector[i]! * direction[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= overlap * direction[i]!;
}
