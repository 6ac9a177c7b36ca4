import { checkKind } from "@beliefscope/hmm-core";
import type { BeliefCloud } from "./belief-cloud.ts";
import { type DimensionEstimate, knownDimension, unknownDimension } from "./dimension-estimate.ts";
import { neighbourMasses, type NeighbourMasses } from "./neighbour-masses.ts";
import { slopeWeights } from "./slope-weights.ts";
import { wavyLine } from "./wavy-line.ts";

/** The fit starts a quarter of the cloud's diameter down: bins are half octaves. */
const FIRST_BIN = 4;
const STEP = -Math.LN2 / 2;
/** Three octaves. */
const FEWEST_BINS = 7;
const FEWEST_POINTS = 10;
const TOO_FEW = "too few points for three octaves of distances";
/** The share of the reference points that may be without a neighbour, for the information dimension. */
const LONELY = 0.03;
/** Pairs in all, for the correlation dimension. */
const PAIRS = 1000;

/** Dimensions of a measure, from the distances of its points. */
export type CloudDimensions = { readonly information: DimensionEstimate; readonly correlation: DimensionEstimate };

/**
 * The information and the correlation dimension of a weighted cloud, from the mass m_i(r) within a distance r of its points.
 *
 *   D_1 = d (mean_i log m_i(r)) / d log r,   D_2 = d (log mean_i m_i(r)) / d log r
 *
 * as slopes over distances from a quarter of the cloud's diameter down to where points get too few or distances come near
 * rounding, 1e-12 (`fitRange`); at least three octaves. Where the measure is uneven that may be far down: most pairs that are
 * near each other are then very near. The error adds, as squares, the standard error over reference points and that of waves (fractals have no
 * straight lines): the larger of half the difference of the slopes in the halves of the range and the standard error of those
 * in its quarters. The log of a small
 * count is unbiased by the digamma function.
 *
 * @param cloud Beliefs, shape [point, state], and weights that sum to 1. Points should be some 10 000,
 *   nearly independent: those of a run close in time are also close in place.
 * @param options.references How many points to measure distances from, at least 10, default 500; the time is references
 *   times points.
 * @returns Estimates; null with the reason where there are too few points. All points in one place have dimension 0.
 * @throws RangeError if shapes do not fit, beliefs are not finite, weights are negative or do not sum to 1, or references is out of range.
 * @example
 * const cloud = chaosGame(cantor({ s: 3 }), { points: 10_000, stride: 8, random: createRandom(1) });
 * cloudDimensions(cloud).correlation.value!.toFixed(1); // => "0.6"
 * @see Grassberger & Procaccia 1983, "Measuring the strangeness of strange attractors"; Grassberger 1988, "Finite sample
 *   corrections to entropy and dimension estimates"
 */
export function cloudDimensions(
  cloud: Pick<BeliefCloud, "beliefs" | "weights">,
  options: { readonly references?: number } = {},
): CloudDimensions {
  checkKind("cloudDimensions", "cloud", "an object", cloud);
  checkKind("cloudDimensions", "beliefs", "a tensor {shape, data}", cloud.beliefs);
  checkKind("cloudDimensions", "weights", "a list of numbers", cloud.weights);
  const { references = 500 } = options;
  const { beliefs, weights } = cloud;
  if (!Number.isInteger(references) || references < 10) {
    throw new RangeError(`cloudDimensions: references must be an integer of at least 10, got ${references}`);
  }
  if (beliefs.shape.length !== 2 || beliefs.shape[0] !== weights.length) {
    throw new RangeError(
      `cloudDimensions: beliefs must have shape [${weights.length}, state] like weights, got [${beliefs.shape.join(", ")}]`,
    );
  }
  const total = weights.reduce((sum, weight) => (weight >= 0 ? sum + weight : NaN), 0);
  if (!(Math.abs(total - 1) < 1e-6)) {
    throw new RangeError(`cloudDimensions: weights must be 0 or more and sum to 1, got a sum of ${total}`);
  }
  if (!beliefs.data.every(Number.isFinite)) throw new RangeError("cloudDimensions: beliefs must be finite, got others");
  const near = neighbourMasses(cloud, references);
  return { information: information(near), correlation: correlation(near) };
}

function information(near: NeighbourMasses): DimensionEstimate {
  const { masses, numBins, effectivePoints } = near;
  const isCrowded = (bin: number): boolean =>
    masses.filter((mass) => mass[bin]! * effectivePoints < 1).length <= LONELY * masses.length;
  const logs = masses.map((mass) => mass.map((m) => digamma(m * effectivePoints + 1) - Math.log(effectivePoints)));
  const means = Float64Array.from({ length: numBins }, (_, k) => mean(logs.map((log) => log[k]!)));
  return fit("mean log of the mass within a distance", near, isCrowded, means, logs);
}

function correlation(near: NeighbourMasses): DimensionEstimate {
  const { masses, numBins, effectivePoints } = near;
  const means = Float64Array.from({ length: numBins }, (_, k) => mean(masses.map((mass) => mass[k]!)));
  const isCrowded = (bin: number): boolean => means[bin]! * effectivePoints * masses.length >= PAIRS;
  // To first order, the log of a mean moves by the relative deviation of what it is the mean of.
  const shares = masses.map((mass) => mass.map((m, k) => m / means[k]!));
  return fit("pairs within a distance", near, isCrowded, means.map(Math.log), shares);
}

/** The slope of y over the crowded bins; `parts` are the references' shares in it, [reference][bin]. */
function fit(
  method: string,
  { diameter, numBins, masses, effectivePoints }: NeighbourMasses,
  isCrowded: (bin: number) => boolean,
  y: Float64Array,
  parts: readonly Float64Array[],
): DimensionEstimate {
  if (numBins === 0) return knownDimension(0, "all points in one place");
  if (effectivePoints < FEWEST_POINTS) return unknownDimension(method, TOO_FEW);
  let end = FIRST_BIN;
  while (end < numBins && isCrowded(end)) end++;
  if (end - FIRST_BIN < FEWEST_BINS) {
    return unknownDimension(method, TOO_FEW);
  }
  const { slope, waviness } = wavyLine(y, FIRST_BIN, end, STEP);
  const weights = slopeWeights(end - FIRST_BIN, STEP);
  const slopes = parts.map((part) => weights.reduce((sum, weight, k) => sum + weight * part[FIRST_BIN + k]!, 0));
  const center = mean(slopes);
  const standardError = Math.sqrt(mean(slopes.map((s) => (s - center) ** 2)) / (masses.length - 1));
  return {
    value: Math.max(slope, 0),
    error: Math.hypot(standardError, waviness),
    method,
    reason: null,
    fitRange: [diameter * 2 ** (-(end - 1) / 2), diameter * 2 ** (-FIRST_BIN / 2)],
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** psi(x) = d log Gamma / dx for x >= 1, by recurrence and the asymptotic series. */
function digamma(x: number): number {
  let shift = 0;
  for (; x < 6; x++) shift -= 1 / x;
  const square = 1 / (x * x);
  return shift + Math.log(x) - 0.5 / x - square * (1 / 12 - square * (1 / 120 - square / 252));
}
