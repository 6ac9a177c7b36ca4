import { type Hmm, minimalRealization } from "@beliefscope/hmm-core";
import { affordableBeliefs } from "../affordable-beliefs.ts";
import { stationaryStartFor } from "../stationary-start.ts";
import { meanStateEntropy } from "./belief-law.ts";
import { stationaryBeliefLaws } from "./stationary-belief-laws.ts";
import { statisticalComplexity } from "./statistical-complexity.ts";

/** Where to stop. */
const MAX_BELIEFS = 200_000;
const MAX_BELIEFS_IN_ALL = 500_000;
const CLOSE_ENOUGH = 1e-11;
/** When so many lengths have changed nothing but by rounding. */
const QUIET = 100;
const NOTHING = 1e-14;

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
 * Where these don't meet: E = 0 if the tokens are independent, as the rank of the process tells, and E <= C, the
 * `statisticalComplexity`, where that is finite.
 *
 * @returns Nats, with the n at which the bounds met or had long come to rest, or at which 200 000 distinct beliefs (500 000 over all n, or 5 · 10^8
 *   multiplications) were exceeded. A generalized process has no hidden states: its upper bound is null unless one of the
 *   last two gives one. Bounds of a process whose hidden states have a memory that its tokens don't show may not meet.
 * @example
 * const { lower, upper } = excessEntropy(goldenMean({ p: 0.5 }));
 * lower; // ≈ 0.174416
 * upper; // ≈ 0.174416
 * @see Crutchfield & Feldman 2003, arXiv:cond-mat/0102181
 */
export function excessEntropy(hmm: Hmm): ExcessEntropyBounds {
  const limits = { maxBeliefs: MAX_BELIEFS, maxInAll: affordableBeliefs(hmm, MAX_BELIEFS_IN_ALL) };
  const h: number[] = [];
  const memory: number[] = []; // I(S_0; S_m | X_1 ... X_m)
  let sum = 0; // of h_k, k < n
  let bounds: ExcessEntropyBounds = { lower: 0, upper: null, length: 0 };
  let rate: number | null = null; // g_n
  let gap = 0; // between the bounds, with m = n
  let quiet = 0; // lengths since one of them last moved
  for (const { length, unknownStart, knownStart, myopic, givenStart } of stationaryBeliefLaws(
    "excessEntropy",
    hmm,
    limits,
  )) {
    const lower = Math.max(sum - length * myopic, bounds.lower);
    rate = givenStart;
    h.push(myopic);
    sum += myopic;
    const before = { lower: bounds.lower, gap };
    bounds = { lower, upper: null, length };
    if (knownStart !== null && givenStart !== null) {
      memory.push(Math.max(meanStateEntropy(unknownStart) - meanStateEntropy(knownStart), 0));
      gap = sum - myopic - length * givenStart + memory[length]! - lower;
      if (gap < CLOSE_ENOUGH) break;
    }
    quiet = lower - before.lower < NOTHING && Math.abs(gap - before.gap) < NOTHING ? quiet + 1 : 0;
    if (quiet === QUIET) break;
  }
  const { lower, length } = bounds;
  let upper = Infinity;
  let partial = 0; // sum_{k<m} (h_k - g_n)
  memory.forEach((information, m) => {
    upper = Math.min(upper, partial + information);
    partial += h[m]! - rate!;
  });
  if (upper - lower > CLOSE_ENOUGH) {
    if (hasNoMemory(hmm)) return { lower: 0, upper: 0, length };
    upper = Math.min(upper, statisticalComplexity(hmm).nats ?? Infinity);
  }
  return { lower, upper: upper === Infinity ? null : Math.max(upper, lower), length };
}

/** Whether all tokens are independent: the words need one dimension only. False where that takes long to find out. */
function hasNoMemory(hmm: Hmm): boolean {
  const isAffordable = affordableBeliefs(hmm, hmm.numStates) === hmm.numStates;
  return (
    isAffordable &&
    minimalRealization({ ...hmm, initialBelief: stationaryStartFor("excessEntropy", hmm) }).numStates === 1
  );
}
