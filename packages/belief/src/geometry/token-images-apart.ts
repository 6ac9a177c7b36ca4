import type { Hmm } from "@beliefscope/hmm-core";
import { convexHullsApart } from "./convex-hulls-apart.ts";

/** Pairs of cells to look at in all (fewer by the square of the number of states), and how often a pair may be refined. */
const MAX_PAIRS = 5000;
const WORK = 1e6;
const MAX_REFINEMENTS = 30;
/** Hulls that only touch count as apart: each is shrunk by this share. */
const SHRINK = 1e-9;

/** The beliefs after all pasts that end with one word: the hull of `points`. */
type Cell = { readonly matrix: Float64Array; readonly points: readonly Float64Array[]; readonly diameter: number };

/**
 * Whether beliefs that differ in their last token lie apart (or only touch), so that a belief tells the tokens that led to it.
 *
 * After a word w all beliefs lie in the hull of the rows of T[w_1] ... T[w_L], each divided by its sum. Two cells whose last
 * tokens differ and whose hulls meet are refined: the larger one is split by the token before its word.
 *
 * @returns True is certain (up to rounding); false says only that this was not shown, as always for generalized processes.
 */
export function tokenImagesApart(hmm: Hmm): boolean {
  const { numTokens, numStates, rightVector } = hmm;
  if (rightVector) return false;
  const letters = Array.from({ length: numTokens }, (_, token) =>
    hmm.labeledTransitions.subarray(token * numStates ** 2, (token + 1) * numStates ** 2),
  );
  const cells = letters.map((T) => cellOf(T, numStates)).filter((cell) => cell.points.length > 0);
  const pairs = cells.flatMap((cell, i) => cells.slice(0, i).map((other) => ({ cell, other, refinements: 0 })));
  const maxPairs = Math.min(MAX_PAIRS, Math.floor(WORK / numStates ** 2));
  for (let looked = 0; pairs.length > 0; looked++) {
    if (looked + pairs.length > maxPairs) return false;
    const { cell, other, refinements } = pairs.pop()!;
    if (convexHullsApart(cell.points, other.points)) continue;
    if (refinements === MAX_REFINEMENTS) return false;
    const [large, small] = cell.diameter >= other.diameter ? [cell, other] : [other, cell];
    for (const T of letters) {
      const part = cellOf(times(T, large.matrix, numStates), numStates);
      if (part.points.length > 0) pairs.push({ cell: part, other: small, refinements: refinements + 1 });
    }
  }
  return true;
}

function cellOf(matrix: Float64Array, numStates: number): Cell {
  const points: Float64Array[] = [];
  let largest = 0;
  for (let row = 0; row < numStates; row++) {
    const joint = matrix.subarray(row * numStates, (row + 1) * numStates);
    const sum = joint.reduce((total, entry) => total + entry, 0);
    largest = Math.max(largest, sum);
    if (sum > 0) points.push(joint.map((entry) => entry / sum));
  }
  const center = Float64Array.from({ length: numStates }, (_, c) =>
    points.reduce((mean, point) => mean + point[c]! / points.length, 0),
  );
  let diameter = 0;
  for (const point of points) {
    let square = 0;
    for (let c = 0; c < numStates; c++) {
      square += (point[c]! - center[c]!) ** 2;
      point[c]! -= SHRINK * (point[c]! - center[c]!);
    }
    diameter = Math.max(diameter, 2 * Math.sqrt(square));
  }
  return { matrix: largest > 0 ? matrix.map((entry) => entry / largest) : matrix, points, diameter };
}

function times(A: Float64Array, B: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) product[i * n + j]! += A[i * n + k]! * B[k * n + j]!;
    }
  }
  return product;
}
