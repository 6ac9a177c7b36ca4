import { checkKind, type Hmm } from "@beliefscope/hmm-core";
import type { Random } from "@beliefscope/tensor/random";
import { controlledMeans } from "./controlled-means.ts";
import { entropyRate } from "../entropies/entropy-rate.ts";
import { meanLogDeterminant } from "./mean-log-determinant.ts";
import { sampleExponents } from "./sample-exponents.ts";
import { similarityExponent } from "./similarity-exponent.ts";
import { recurrentLaw } from "../recurrent-law.ts";
import { tangentCoordinates } from "./tangent-coordinates.ts";

const BATCHES = 40;
/** Bounds of the entropy rate that are closer count as its exact value. */
const CLOSE_ENOUGH = 1e-12;

/** A number in nats per token and how far it can be trusted. */
export type RateEstimate = {
  /** May be -Infinity. */
  readonly nats: number;
  /** 0 where exact, half the distance of the bounds, or one standard error. */
  readonly error: number;
  readonly kind: "exact" | "bounds" | "sampled";
};

/** The Lyapunov exponents of a process's beliefs, in nats per token. */
export type LyapunovExponents = {
  /** Falling; one for each dimension of the beliefs' affine space, at most numStates - 1. */
  readonly exponents: readonly RateEstimate[];
  /** Bounds of their sum, the rate at which volumes of beliefs shrink, exact up to rounding; `lower` as in `entropyRate`. */
  readonly sum: { readonly lower: number | null; readonly upper: number };
  /** The entropy rate; minus it is the first exponent of the matrix product. */
  readonly entropyRate: RateEstimate;
  /** Tokens that the sampled numbers are means of. */
  readonly tokens: number;
};

/**
 * The Lyapunov exponents of the random maps b -> b T[x] / (b T[x] |1>), x drawn with probability b T[x] |1>: how fast two
 * nearby beliefs that read the same tokens of the stationary process come together.
 *
 *   chi_i = lambda_(i+1) - lambda_1,   lambda the exponents of the matrix product T[x_1] T[x_2] ...,  lambda_1 = -(entropy rate)
 *   chi_1 + ... + chi_(m-1) = E log|det T[X]| + m · (entropy rate)
 *
 * on the m-dimensional space that the stationary beliefs span (m = numStates unless states are redundant or transient).
 * Exact where possible: -Infinity for a direction that some token wipes out; the whole sum, hence a single exponent, by the
 * identity (as good as the bounds of the entropy rate); maps that are similarities. Otherwise by QR along a sampled run, its
 * standard error from 40 batches; of each batch the part of its luck that shows in its sum, which is known, is taken off.
 *
 * @param options.tokens Length of the run, at least 400, default 200 000.
 * @param options.burnIn Tokens read before, at least 0, default 1000.
 * @throws RangeError if an option is out of range, or the process has several recurrent classes, hence no one answer.
 * @example
 * lyapunovExponents(cantor({ s: 3 }), { random: createRandom(1) }).exponents; // ≈ [{ nats: -1.0986123, error: 0, kind: "exact" }]
 * lyapunovExponents(z1r(), { random: createRandom(1) }).exponents[0]!.nats; // => -Infinity
 * @see Jurgens & Crutchfield 2021, arXiv:2102.10487; Benettin et al. 1980, "Lyapunov characteristic exponents"
 */
export function lyapunovExponents(
  hmm: Hmm,
  options: { readonly random: Random; readonly tokens?: number; readonly burnIn?: number },
): LyapunovExponents {
  checkKind("lyapunovExponents", "options", "an object", options);
  checkKind("lyapunovExponents", "random", "a Random, as of createRandom", options.random);
  const { random, tokens = 200_000, burnIn = 1000 } = options;
  if (!Number.isInteger(tokens) || tokens < 10 * BATCHES) {
    throw new RangeError(`lyapunovExponents: tokens must be an integer of at least ${10 * BATCHES}, got ${tokens}`);
  }
  if (!Number.isInteger(burnIn) || burnIn < 0) {
    throw new RangeError(`lyapunovExponents: burnIn must be a non-negative integer, got ${burnIn}`);
  }
  const start = recurrentLaw("lyapunovExponents", hmm);
  const { process, dimension } = tangentCoordinates(hmm, start);
  const { lower, upper } = entropyRate(hmm);
  const rate = lower === null ? null : between(lower, upper);
  const volume = meanLogDeterminant(process);
  const sum = {
    lower: lower === null && volume > -Infinity ? null : volume + (dimension + 1) * (lower ?? 0),
    upper: volume + (dimension + 1) * upper,
  };

  const known = knownExponents(process, dimension, sum);
  if (known !== null && rate !== null) return { exponents: known, sum, entropyRate: rate, tokens: 0 };

  const run = sampleExponents(process, { random, tokens, burnIn, batches: BATCHES });
  const rank = volume === -Infinity ? Math.min(run.rank, dimension - 1) : run.rank; // the token may have been too rare to come
  const finite = controlledMeans(run.exponents, sum.lower === null ? null : { lower: sum.lower, upper: sum.upper })
    .toSorted((a, b) => b.mean - a.mean)
    .slice(0, rank)
    .map(({ mean, error }): RateEstimate => ({ nats: mean, error, kind: "sampled" }));
  const sampledRate = controlledMeans(run.surprise, null)[0]!;
  return {
    exponents: known ?? [...finite, ...new Array<RateEstimate>(dimension - rank).fill(exactly(-Infinity))],
    sum,
    entropyRate: rate ?? { nats: Math.min(sampledRate.mean, upper), error: sampledRate.error, kind: "sampled" },
    tokens,
  };
}

/** The exponents that need no sampling, or null. */
function knownExponents(process: Hmm, dimension: number, sum: LyapunovExponents["sum"]): RateEstimate[] | null {
  if (dimension === 0) return [];
  if (dimension === 1 && sum.lower !== null) return [between(sum.lower, sum.upper)];
  const common = similarityExponent(process);
  return common === null ? null : new Array<RateEstimate>(dimension).fill(exactly(common));
}

function exactly(nats: number): RateEstimate {
  return { nats, error: 0, kind: "exact" };
}

function between(lower: number, upper: number): RateEstimate {
  if (lower === -Infinity) return exactly(lower);
  const error = (upper - lower) / 2;
  return error < CLOSE_ENOUGH ? exactly((lower + upper) / 2) : { nats: (lower + upper) / 2, error, kind: "bounds" };
}
