import type { BeliefCloud } from "./belief-cloud.ts";
import { pointExtent } from "./point-extent.ts";

/** How much of a cloud lies near some of its points. */
export type NeighbourMasses = {
  /** The distance of bin 0: the largest extent of the cloud along an axis; each bin is shorter by a factor of sqrt 2. */
  readonly diameter: number;
  readonly numBins: number;
  /** The share of the other points within each distance, [reference][bin]. */
  readonly masses: readonly Float64Array[];
  /** 1 / sum w^2: as many equal weights would scatter as much. */
  readonly effectivePoints: number;
};

/**
 * Distances are no shorter than this share of the largest coordinate, as in `supportDimension`: beliefs are rounded to some
 * 1e-16, which leaves four digits of such a difference.
 */
const RESOLUTION = 1e-12;

/**
 * The mass within ever smaller distances of reference points, chosen so that each stands for the same share of the weight.
 *
 *   mass[i][k] = sum_(j != i) w_j [ |b_i - b_j| < diameter · 2^(-k/2) ] / (1 - w_i)
 */
export function neighbourMasses(
  { beliefs, weights }: Pick<BeliefCloud, "beliefs" | "weights">,
  numReferences: number,
): NeighbourMasses {
  const [numPoints, width] = beliefs.shape as [number, number];
  const { data } = beliefs;
  const { extent: diameter, largest } = pointExtent(data, width, width);
  const resolution = 2 * Math.log2(diameter / (RESOLUTION * largest));
  const numBins = diameter > 0 && resolution >= 1 ? Math.floor(resolution) : 0;

  const scaled = new Float64Array(1);
  const words = new Uint32Array(scaled.buffer);
  const highWord = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;
  const scale = 1 / (diameter * diameter);
  const masses = references(weights, numReferences).map((i) => {
    const bins = new Float64Array(numBins + 1);
    for (let j = 0; j < numPoints; j++) {
      if (j === i) continue;
      let square = 0;
      for (let c = 0; c < width; c++) square += (data[i * width + c]! - data[j * width + c]!) ** 2;
      // The exponent of a double is the bin: 2^-k <= square · scale < 2^(1-k).
      scaled[0] = square * scale;
      const bin = 1022 - (words[highWord]! >>> 20);
      bins[bin < 0 ? 0 : bin < numBins ? bin : numBins]! += weights[j]!;
    }
    for (let k = numBins - 1; k >= 0; k--) bins[k]! += bins[k + 1]!;
    return bins.subarray(0, numBins).map((mass) => mass / (1 - weights[i]!));
  });
  const effectivePoints = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  return { diameter, numBins, masses, effectivePoints };
}

/** Points at equal steps of the running sum of the weights. */
function references(weights: Float64Array, count: number): number[] {
  const points: number[] = [];
  let sum = 0;
  weights.forEach((weight, i) => {
    sum += weight;
    while (points.length < count && sum > (points.length + 0.5) / count) points.push(i);
  });
  return points;
}
