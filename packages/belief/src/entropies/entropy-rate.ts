import type { Hmm } from "@beliefscope/hmm-core";
import { affordableBeliefs } from "../affordable-beliefs.ts";
import { entropyRateBounds } from "./entropy-rate-bounds.ts";
import { mixedStatePresentation } from "../mixed-states/mixed-state-presentation.ts";
import { stationaryStartFor } from "../stationary-start.ts";
import { unifilarMoves } from "../mixed-states/unifilar-moves.ts";

const MAX_STATES = 1000;
/** Bounds this near are one number. */
const MET = 1e-12;

/** The entropy rate in nats, and how it was found. */
export type EntropyRate = {
  /** The rate where `exact`; else the middle of the bounds, or the upper one where there is no lower. */
  readonly nats: number;
  /** Certain up to rounding; null for a generalized process whose rate is not known exactly. */
  readonly lower: number | null;
  readonly upper: number;
  /** Whether both bounds are the rate, up to rounding. */
  readonly exact: boolean;
  /** What was summed over: see `entropyRate`. */
  readonly method: "unifilar states" | "mixed states" | "conditional entropies";
  /** The k of the conditional entropies; null for the other methods. */
  readonly length: number | null;
};

/**
 * The entropy rate of the stationary process: the uncertainty of the next token to those who know the whole past.
 *
 *   h = sum_s pi_s H(X | s)
 *
 * over the hidden states ("unifilar states") where a state and a token tell the next state; else over the recurrent mixed
 * states ("mixed states") where there are finitely many, up to 1000 (fewer where each costs over 500 000 multiplications); both exact, the second for generalized processes
 * too. Else between the bounds of `entropyRateBounds` ("conditional entropies"), which may meet.
 *
 * @example
 * entropyRate(even({ p: 0.5 })); // ≈ { nats: 0.46209812, lower: 0.46209812, upper: 0.46209812, exact: true, method: "unifilar states", length: null }
 * entropyRate(mess3({ x: 0.15, a: 0.6 })).exact; // => false
 * @see Crutchfield & Feldman 2003, arXiv:cond-mat/0102181; Jurgens & Crutchfield 2021, arXiv:2008.12886
 */
export function entropyRate(hmm: Hmm): EntropyRate {
  const start = stationaryStartFor("entropyRate", hmm);
  const own = unifilarMoves(hmm, start);
  if (own) return exactly(meanEntropy(start, own.probability), "unifilar states");
  const { stationary, probability } = mixedStatePresentation(
    { ...hmm, initialBelief: start },
    { maxStates: affordableBeliefs(hmm, MAX_STATES) },
  );
  if (stationary) return exactly(meanEntropy(stationary, probability.data), "mixed states");
  const { lower, upper, length } = entropyRateBounds(hmm);
  return {
    nats: lower === null ? upper : (lower + upper) / 2,
    lower,
    upper,
    exact: lower !== null && upper - lower <= MET,
    method: "conditional entropies",
    length,
  };
}

function exactly(nats: number, method: EntropyRate["method"]): EntropyRate {
  return { nats, lower: nats, upper: nats, exact: true, method, length: null };
}

/** sum_s law_s sum_x -p log p, p = probability[s, x]. */
function meanEntropy(law: Float64Array, probability: Float64Array): number {
  const numTokens = probability.length / law.length;
  return probability.reduce(
    (sum, p, k) => (p > 0 && p < 1 ? sum - law[Math.floor(k / numTokens)]! * p * Math.log(p) : sum),
    0,
  );
}
