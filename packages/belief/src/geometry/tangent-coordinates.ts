import type { Hmm } from "@beliefscope/hmm-core";
import { matmul, reachableSubspace, transpose } from "@beliefscope/tensor/linalg";

/**
 * A process in coordinates of the beliefs that it can lead to from a start.
 *
 * Those beliefs lie in the smallest linear space that holds the start and that every T[token] keeps, and in the hyperplane
 * b |1> = 1. In an orthonormal basis of that space whose last vector is perpendicular to the hyperplane, a belief is
 * (y, constant): distances are those of the beliefs themselves, and y has as few entries as it can.
 *
 * @param start A stationary law of the hidden states, shape [state]: the initial belief of what is returned.
 * @returns The process as a generalized one, and the number of entries of y.
 */
export function tangentCoordinates(
  hmm: Hmm,
  start: Float64Array,
): { readonly process: Hmm; readonly dimension: number } {
  const { numTokens, numStates, labeledTransitions, rightVector } = hmm;
  const matrices = Array.from({ length: numTokens }, (_, token) => ({
    shape: [numStates, numStates],
    data: labeledTransitions.subarray(token * numStates ** 2, (token + 1) * numStates ** 2),
  }));
  const space = reachableSubspace({ shape: [1, numStates], data: start }, ...matrices);
  const size = space.shape[0]!;

  // |1> within the space, then the directions perpendicular to it: an orthonormal basis of the space, turned.
  const one = { shape: [numStates, 1], data: rightVector ?? new Float64Array(numStates).fill(1) };
  const normal = matmul(space, one).data;
  const turn = reflectOntoLast(normal);
  const basis = matmul({ shape: [size, size], data: turn }, space);
  const back = transpose(basis);
  const data = new Float64Array(numTokens * size * size);
  matrices.forEach((T, token) => {
    data.set(matmul(matmul(basis, T), back).data, token * size * size);
  });
  const right = new Float64Array(size);
  right[size - 1] = Math.hypot(...normal);
  const initialBelief = matmul({ shape: [1, numStates], data: start }, back).data;
  const process = {
    name: hmm.name,
    numTokens,
    numStates: size,
    labeledTransitions: data,
    initialBelief,
    rightVector: right,
  };
  return { process, dimension: size - 1 };
}

/** The Householder reflection that takes a vector to a positive multiple of the last axis, shape [n, n]. */
function reflectOntoLast(vector: Float64Array): Float64Array {
  const n = vector.length;
  const length = Math.hypot(...vector);
  const w = vector.map((entry, i) => entry / length - (i === n - 1 ? 1 : 0));
  const square = w.reduce((sum, entry) => sum + entry * entry, 0);
  return Float64Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return (i === j ? 1 : 0) - (square < 1e-30 ? 0 : (2 * w[i]! * w[j]!) / square);
  });
}
