import { checkKind, type Hmm, tokenLaw } from "@beliefscope/hmm-core";
import { pooledR2, standardError, type Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import { distanceToSimplex } from "./distance-to-simplex.ts";
import { predictedLaws } from "./predicted-laws.ts";
import type { WordEnsemble } from "../words/word-ensemble.ts";

/** Claims further than this from the simplex are no beliefs, and not only so by rounding. */
const TOLERANCE = 1e-9;

/** How far claims are from the beliefs they stand for, by word probability. */
export type ClaimErrors = {
  /** E KL(p || q) in nats: p the true law of the next token, q the claim's. Infinity where q lacks a token that can come. */
  readonly kl: number;
  /** The standard error of `kl` over sampled words; 0 for an exact ensemble. */
  readonly klSe: number;
  /** 1 - E|belief - claim|^2 / E|belief - mean belief|^2; null where the beliefs do not vary. */
  readonly r2: number | null;
  /** The share of the probability on claims that are no beliefs; null for a generalized process, as are the distances. */
  readonly invalidMass: number | null;
  /** The mean Euclidean distance of a claim from the nearest belief. */
  readonly meanDistance: number | null;
  readonly maxDistance: number | null;
};

/** What an approximation of beliefs costs. */
export type ApproximationCost = {
  /** Over all words of the lengths `positions`, equal weight to each length. */
  readonly mean: ClaimErrors;
  /** The first and the last k of the mean. */
  readonly positions: readonly [from: number, to: number];
  /** Entry k: after k tokens read, k = 0, ..., length. */
  readonly byTokensRead: readonly ClaimErrors[];
};

/**
 * What it costs to take claims for beliefs: the loss of predicting from them, the variance they miss, and how much of the
 * probability is on claims that are no beliefs (a component below 0, or a sum other than 1, by more than 1e-9).
 *
 *   q = max(claim · C, floor), divided by its sum;   C = P(token | state)
 *   kl = sum_w P(w) sum_x p(x | w) log(p(x | w) / q(x | w))
 *
 * @param hmm The process of the ensemble.
 * @param ensemble Of `wordEnsemble` (exact) or `sampledEnsemble` (with a standard error).
 * @param claims At each node of the ensemble, the empty prefix included, shape [node, state]: of `runFilterOnEnsemble`, of a
 *   probe, of anything.
 * @param options.floor The least probability that a prediction gives to a token, before renormalising; no default: it
 *   changes the cost of claims off the simplex. Filters with a linear readout have 1e-3, others 0.
 * @param options.positions The first and the last number of tokens read that `mean` is over; default [0, length].
 * @throws RangeError if a shape does not fit, a claim is not finite or gives no token a positive probability, or an option is
 *   out of range.
 * @example
 * const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
 * const ensemble = wordEnsemble(hmm, 7);
 * const claims = runFilterOnEnsemble(zetaFilter(hmm, { readout: "linear" }), ensemble);
 * const { kl, r2, invalidMass } = approximationCost(hmm, ensemble, claims, { floor: 1e-3 }).mean;
 * [kl, r2, invalidMass]; // ≈ [0.505, -0.89, 0.72]
 */
export function approximationCost(
  hmm: Hmm,
  ensemble: WordEnsemble,
  claims: Tensor,
  options: { readonly floor: number; readonly positions?: readonly [from: number, to: number] },
): ApproximationCost {
  checkKind("approximationCost", "ensemble", "an object", ensemble);
  checkKind("approximationCost", "claims", "a tensor {shape, data}", claims);
  checkKind("approximationCost", "options", "an object", options);
  const { floor, positions = [0, ensemble.length] } = options;
  check(hmm, ensemble, claims, floor, positions);
  const { levelStart, beliefs, probability } = ensemble.prefixes;
  const nodes = nodeErrors(hmm, beliefs, claims, floor);
  const over = (from: number, to: number): ClaimErrors => {
    const [begin, end] = [levelStart[from]!, levelStart[to + 1]!];
    const weights = probability.slice(begin, end).map((p) => p / (to - from + 1)); // each length has the weight 1
    const mean = (values: Float64Array): number =>
      values.subarray(begin, end).reduce((sum, value, i) => (value === 0 ? sum : sum + weights[i]! * value), 0);
    const { kl, distance, invalid } = nodes;
    return {
      kl: mean(kl),
      klSe: ensemble.kind === "sampled" ? standardErrorOfWords(ensemble, kl, from, to) : 0,
      r2: pooledR2(rows(beliefs, begin, end), rows(claims, begin, end), weights),
      invalidMass: invalid && mean(invalid),
      meanDistance: distance && mean(distance),
      maxDistance: distance?.subarray(begin, end).reduce((max, d) => Math.max(max, d), 0) ?? null,
    };
  };
  return {
    mean: over(...positions),
    positions: [...positions],
    byTokensRead: Array.from({ length: ensemble.length + 1 }, (_, k) => over(k, k)),
  };
}

function check(
  hmm: Hmm,
  { numTokens, length, prefixes }: WordEnsemble,
  claims: Tensor,
  floor: number,
  [from, to]: readonly [number, number],
): void {
  const { shape } = prefixes.beliefs;
  if (numTokens !== hmm.numTokens || shape[1] !== hmm.numStates) {
    const [wanted, got] = [`${hmm.numTokens} tokens and ${hmm.numStates} states`, `${numTokens} and ${shape[1]!}`];
    throw new RangeError(`approximationCost: ensemble must have ${wanted} like hmm, got ${got}`);
  }
  if (claims.shape.join() !== shape.join()) {
    throw new RangeError(
      `approximationCost: claims must have shape [${shape.join(", ")}], one for each node of the ensemble, got [${claims.shape.join(", ")}]`,
    );
  }
  const wrong = claims.data.findIndex((entry) => !Number.isFinite(entry));
  if (wrong >= 0) {
    throw new RangeError(
      `approximationCost: claims must be finite, got ${claims.data[wrong]!} at node ${Math.floor(wrong / shape[1])}`,
    );
  }
  if (!(floor >= 0 && floor < 1)) throw new RangeError(`approximationCost: floor must be in [0, 1), got ${floor}`);
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > length) {
    throw new RangeError(
      `approximationCost: positions must be integers with 0 <= from <= to <= ${length}, got [${from}, ${to}]`,
    );
  }
}

/** At each node: KL(p || q) in nats, the distance of the claim from the simplex, and whether (1 or 0) it counts. */
function nodeErrors(
  hmm: Hmm,
  beliefs: Tensor,
  claims: Tensor,
  floor: number,
): { kl: Float64Array; distance: Float64Array | null; invalid: Float64Array | null } {
  const { numTokens, numStates, rightVector } = hmm;
  const C = tokenLaw(hmm);
  const p = matmul(beliefs, C).data;
  const q = predictedLaws("approximationCost", C, claims, floor).data;
  const kl = new Float64Array(beliefs.shape[0]!);
  p.forEach((truth, k) => {
    if (truth > 0) kl[Math.floor(k / numTokens)]! += truth * Math.log(truth / q[k]!);
  });
  kl.forEach((nats, node) => (kl[node] = Math.max(nats, 0))); // below 0 by rounding only
  if (rightVector) return { kl, distance: null, invalid: null };
  const distance = kl.map((_, node) =>
    distanceToSimplex(claims.data.subarray(node * numStates, (node + 1) * numStates)),
  );
  return { kl, distance, invalid: distance.map((d) => (d > TOLERANCE ? 1 : 0)) };
}

function rows({ shape, data }: Tensor, begin: number, end: number): Tensor {
  const width = shape[1]!;
  return { shape: [end - begin, width], data: data.subarray(begin * width, end * width) };
}

/** The standard error of the values, words being independent: that of each word's mean over lengths. */
function standardErrorOfWords(
  { words, prefixes }: WordEnsemble,
  values: Float64Array,
  from: number,
  to: number,
): number {
  const means = new Float64Array(words.shape[0]!);
  for (let node = Math.max(1, prefixes.levelStart[from]!); node < prefixes.levelStart[to + 1]!; node++) {
    means[prefixes.wordIndex[node]!]! += values[node]! / (to - from + 1); // the empty prefix is exact and shared by all
  }
  return means.every(Number.isFinite) ? standardError(means) : Infinity;
}
