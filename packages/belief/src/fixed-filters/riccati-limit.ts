import type { Tensor } from "@beliefscope/tensor";
import { matmul, solve, transpose } from "@beliefscope/tensor/linalg";
import { minus, plus, symmetric } from "./matrix-sums.ts";
import { type LinearModel, riccatiStep } from "./riccati-step.ts";

/** Doublings at most: 2^60 tokens are more than any memory that rounding leaves. */
const MAX_DOUBLINGS = 60;
/** How much one more token may change a limit, as a share of its largest entry. */
const RESIDUAL = 1e-10;

/**
 * The limit of `riccatiStep` from 0: the covariance of the best linear claim once infinitely many tokens were read.
 *
 * By structure-preserving doubling: from the covariance Sigma after a few single steps on, with A = T - C K,
 * G = C Lambda^+ C' and D the change that the next token makes,
 *
 *   M = I - G D
 *   A <- A M^-1 A,   G <- G + A M^-1 G A',   D <- D + A' D M^-1 A
 *
 * k times over give D = Sigma after 2^k more tokens, less Sigma: a memory of 10^6 tokens takes 20 doublings and a few. M is
 * singular where some tokens become foretold for certain only later; then more single steps are made first.
 *
 * @returns Shape [state, state]; or null if no fixed point was found.
 * @see Anderson 1978, "Second-order convergent algorithms for the steady-state Riccati equation"; Chu, Fan, Lin & Wang 2004,
 *   "Structure-preserving algorithms for periodic discrete-time algebraic Riccati equations"
 */
export function riccatiLimit(model: LinearModel): Tensor | null {
  const n = model.transition.shape[0]!;
  let covariance: Tensor = { shape: [n, n], data: new Float64Array(n * n) };
  let done = 0;
  for (let steps = 1; done <= 2 * n; steps *= 2) {
    for (; done < steps; done++) covariance = riccatiStep(model, covariance).next;
    const change = doubled(model, covariance);
    if (change === null) continue;
    const limit = plus(covariance, change);
    const residual = largest(minus(riccatiStep(model, limit).next, limit));
    if (residual <= RESIDUAL * largest(limit)) return limit;
  }
  return null;
}

/** What all further tokens change; null if M became singular or the change did not end. */
function doubled(model: LinearModel, covariance: Tensor): Tensor | null {
  const { whitening, gain, next } = riccatiStep(model, covariance);
  const observed = matmul(model.emission, whitening);
  const n = covariance.shape[0]!;
  let A = minus(model.transition, matmul(model.emission, gain));
  let G = matmul(observed, transpose(observed));
  let D = minus(next, covariance);
  for (let k = 0; k < MAX_DOUBLINGS; k++) {
    const solved = solveOrNull(oneMinus(matmul(G, D)), beside(A, matmul(G, transpose(A))));
    if (solved === null) return null;
    const [inverseA, inverseGA] = apart(solved, n);
    const change = matmul(matmul(transpose(A), D), inverseA);
    G = symmetric(plus(G, matmul(A, inverseGA)));
    D = symmetric(plus(D, change));
    A = matmul(A, inverseA);
    if (!(largest(D) < Infinity && largest(G) < Infinity && largest(A) < Infinity)) return null;
    if (largest(change) <= Number.EPSILON * largest(covariance)) return D;
  }
  return null;
}

/** `solve`, or null where it finds the matrix singular. */
function solveOrNull(A: Tensor, B: Tensor): Tensor | null {
  try {
    return solve(A, B);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function oneMinus(A: Tensor): Tensor {
  const n = A.shape[0]!;
  return { shape: A.shape, data: A.data.map((entry, k) => (k % (n + 1) === 0 ? 1 : 0) - entry) };
}

/** Two square matrices in one, side by side. */
function beside(A: Tensor, B: Tensor): Tensor {
  const n = A.shape[0]!;
  const data = new Float64Array(2 * n * n);
  for (let row = 0; row < n; row++) {
    data.set(A.data.subarray(row * n, (row + 1) * n), 2 * row * n);
    data.set(B.data.subarray(row * n, (row + 1) * n), (2 * row + 1) * n);
  }
  return { shape: [n, 2 * n], data };
}

function apart(both: Tensor, n: number): readonly [left: Tensor, right: Tensor] {
  const part = (offset: number): Tensor => ({
    shape: [n, n],
    data: Float64Array.from({ length: n * n }, (_, k) => both.data[Math.floor(k / n) * 2 * n + offset + (k % n)]!),
  });
  return [part(0), part(n)];
}

function largest({ data }: Tensor): number {
  return data.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
}
