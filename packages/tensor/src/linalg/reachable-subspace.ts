import type { Tensor } from "../tensor.ts";
import { checkMatrix, checkSquare } from "./check-matrix.ts";
import { matmul } from "./matmul.ts";

/** A vector adds a direction if this share of it, or this length at least, is new. */
const SHARE = 1e-9;
const LENGTH = 1e-12;

/**
 * An orthonormal basis of the subspace that the rows of V, V A, V A², … span: where h <- h A + (a row of V) can go
 * from 0. With several matrices A, B, …: of V times every product of them.
 *
 * @param V Shape [m, n].
 * @param matrices Each of shape [n, n].
 * @returns Shape [rank, n]; a direction that rounding cannot tell from none (a share of 1e-9) is not counted.
 * @throws RangeError if the shapes do not fit or an entry is not finite.
 * @see the Arnoldi iteration, with several starting vectors
 * @example
 * const A = createTensor(Float64Array.of(0, 1, 0, 0, 0, 0, 0, 0, 1), [3, 3]);
 * reachableSubspace(createTensor(Float64Array.of(2, 0, 0), [1, 3]), A).data; // => [1, 0, 0, 0, 1, 0]
 */
export function reachableSubspace(V: Tensor, ...matrices: readonly Tensor[]): Tensor {
  const [m, n] = checkMatrix("reachableSubspace", "V", V);
  for (const A of matrices) {
    const size = checkSquare("reachableSubspace", "A", A);
    if (n !== size) throw new RangeError(`reachableSubspace: V must have ${size} columns like A, got ${n}`);
  }
  const basis: Float64Array[] = [];
  const candidates: Float64Array[] = Array.from({ length: m }, (_, row) => V.data.slice(row * n, (row + 1) * n));
  for (const candidate of candidates) {
    const length = Math.hypot(...candidate);
    // Twice is enough: the second pass removes what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) for (const direction of basis) removeAlong(candidate, direction);
    const rest = Math.hypot(...candidate);
    if (rest <= Math.max(LENGTH, SHARE * length)) continue;
    const direction = candidate.map((entry) => entry / rest);
    basis.push(direction);
    for (const A of matrices) candidates.push(matmul({ shape: [1, n], data: direction }, A).data); // visited too
  }
  const data = new Float64Array(basis.length * n);
  basis.forEach((direction, row) => {
    data.set(direction, row * n);
  });
  return { shape: [basis.length, n], data };
}

function removeAlong(vector: Float64Array, direction: Float64Array): void {
  let overlap = 0;
  for (let i = 0; i < vector.length; i++) overlap += vector[i]! * direction[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= overlap * direction[i]!;
}
