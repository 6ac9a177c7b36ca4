import type { Hmm } from "@beliefscope/hmm-core";
import { meanStateEntropy } from "./belief-law.ts";
import { stationaryBeliefLaws } from "./stationary-belief-laws.ts";

/** Where to stop. */
const LIMITS = { maxBeliefs: 200_000, maxInAll: 500_000 };
const CLOSE_ENOUGH = 1e-11;

/** The excess entropy lies in [lower, upper], in nats; `length` is the n of the formulas. */
export type ExcessEntropyBounds = { readonly lower: number; readonly upper: number | null; readonly length: number };

/**
 * Lower and upper bounds of the excess entropy of the stationary process, what its past and its future share; exact up to
 * rounding.
 *
 *   E = I(past; future) = sum_k (h_k - h),   h_k = H(X_{k+1} | X_1 ... X_k),   h the entropy rate
 *   lower = sum_{k<n} (h_k - h_n)
 *   upper = min_{m<=n} sum_{k<m} (h_k - g_n) + I(S_0; S_m | X_1 ... X_m),   g_n = H(X_{n+1} | X_1 ... X_n, S_0) <= h
 *
 * For what the sum lacks after m tokens is I(past; X_{m+1} ... | X_1 ... X_m), and between past and future stand the hidden
 * states S_0 and S_m: their mutual information is H(S_m | X_1 ... X_m) - H(S_m | X_1 ... X_m, S_0).
 *
 * @returns Nats, with the n at which the bounds met, or at which 200 000 distinct beliefs (500 000 over all n) were
 *   exceeded. A generalized process has no hidden states: its upper bound is null. Bounds of a process whose hidden states
 *   have a memory that its tokens don't show may not meet.
 * @example
 * const { lower, upper } = excessEntropy(goldenMean({ p: 0.5 }));
 * lower; // ≈ 0.174416
 * upper; // ≈ 0.174416
 * @see Crutchfield & Feldman 2003, arXiv:cond-mat/0102181
 */
export function excessEntropy(hmm: Hmm): ExcessEntropyBounds {
  const h: number[] = [];
  const memory: number[] = []; // I(S_0; S_m | X_1 ... X_m)
  let sum = 0; // of h_k, k < n
  let bounds: ExcessEntropyBounds = { lower: 0, upper: null, length: 0 };
  let rate: number | null = null; // g_n
  for (const { length, unknownStart, knownStart, myopic, givenStart } of stationaryBeliefLaws(hmm, LIMITS)) {
    const lower = Math.max(sum - length * myopic, bounds.lower);
    rate = givenStart;
    h.push(myopic);
    sum += myopic;
    bounds = { lower, upper: null, length };
    if (knownStart === null || givenStart === null) continue;
    memory.push(Math.max(meanStateEntropy(unknownStart) - meanStateEntropy(knownStart), 0));
    if (sum - myopic - length * givenStart + memory[length]! - lower < CLOSE_ENOUGH) break;
  }
  if (rate === null) return bounds;
  let upper = Infinity;
  let partial = 0; // sum_{k<m} (h_k - g_n)
  memory.forEach((information, m) => {
    upper = Math.min(upper, partial + information);
    partial += h[m]! - rate;
  });
  return { ...bounds, upper: Math.max(upper, bounds.lower) };
}
