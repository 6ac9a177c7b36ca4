import type { Tensor } from "@beliefscope/tensor";

/** How much each of several columns is on average, and how much it varies. */
export type ColumnMoments = {
  /** Weighted means. */
  readonly mean: Float64Array;
  /** sum w (value - mean)^2 */
  readonly scatter: Float64Array;
};

/**
 * What the heads of one layer attend to, on average over sequences, and how much that varies from one to the next. Plain
 * data of a fixed size, so batches can be summed and merged.
 */
export type PatternMoments = {
  readonly numHeads: number;
  /** Number of positions, each a query and a key. */
  readonly length: number;
  /** Sum of the weights. */
  readonly weight: number;
  /** Of the attention, shape [head, query, key]. */
  readonly pattern: ColumnMoments;
  /** Of what a sequence pays the key d steps back, on average over its queries that have one; shape [head, lag]. */
  readonly byLag: ColumnMoments;
};

/**
 * Sums the moments of attention patterns, as differences from the first sequence: what never varies has a scatter of
 * exactly 0.
 *
 * @param patterns Shape [batch, head, query, key]; finite.
 * @param weights Shape [batch], not negative; word probabilities, say.
 * @returns The moments; Float64.
 * @throws RangeError if the shapes do not fit, or the weights are negative or have no positive sum.
 * @example
 * const patterns = { shape: [2, 1, 2, 2], data: Float32Array.of(1, 0, 0.5, 0.5, 1, 0, 0.25, 0.75) };
 * const { pattern } = patternMoments(patterns, Float64Array.of(1, 1));
 * [...pattern.mean, ...pattern.scatter]; // => [1, 0, 0.375, 0.625, 0, 0, 0.03125, 0.03125]
 */
export function patternMoments(patterns: Tensor<Float32Array>, weights: Float64Array): PatternMoments {
  const { shape, data } = patterns;
  const [batch, numHeads, length] = shape as [number, number, number];
  const size = batch * numHeads * length * length;
  if (shape.length !== 4 || shape[3] !== length || batch !== weights.length || length === 0 || data.length !== size) {
    const got = `[${shape.join(", ")}] of ${data.length} with ${weights.length} weights`;
    throw new RangeError(`patternMoments: patterns must have shape [batch, head, position, position], got ${got}`);
  }
  const weight = weights.reduce((sum, w) => sum + w, 0);
  if (!(weight > 0 && weight < Infinity) || weights.some((w) => w < 0)) {
    throw new RangeError(`patternMoments: weights must not be negative, with a positive sum, got a sum of ${weight}`);
  }
  const byLag = meanByLag(data, batch * numHeads, length);
  return {
    numHeads,
    length,
    weight,
    pattern: columnMoments(data, weights, weight),
    byLag: columnMoments(byLag, weights, weight),
  };
}

/**
 * Adds the moments of two disjoint batches.
 *
 *   mean = mean_a + (w_b / w)(mean_b - mean_a),   scatter = scatter_a + scatter_b + (w_a w_b / w)(mean_a - mean_b)^2
 *
 * @throws RangeError if the heads or positions differ.
 * @example
 * const one = (weight: number) => patternMoments({ shape: [1, 1, 1, 1], data: Float32Array.of(weight) }, Float64Array.of(1));
 * mergePatternMoments(one(0.25), one(0.75)).pattern.scatter[0]; // => 0.125
 */
export function mergePatternMoments(a: PatternMoments, b: PatternMoments): PatternMoments {
  if (a.numHeads !== b.numHeads || a.length !== b.length) {
    const got = `${a.numHeads} of ${a.length} and ${b.numHeads} of ${b.length}`;
    throw new RangeError(`mergePatternMoments: both must have the same heads and positions, got ${got}`);
  }
  const weight = a.weight + b.weight;
  const merge = (first: ColumnMoments, second: ColumnMoments): ColumnMoments => {
    const difference = second.mean.map((value, i) => value - first.mean[i]!);
    return {
      mean: first.mean.map((value, i) => value + (b.weight / weight) * difference[i]!),
      scatter: first.scatter.map(
        (value, i) => value + second.scatter[i]! + ((a.weight * b.weight) / weight) * difference[i]! ** 2,
      ),
    };
  };
  return { ...a, weight, pattern: merge(a.pattern, b.pattern), byLag: merge(a.byLag, b.byLag) };
}

/** Column by column: mean = first + sum w (value - first) / w, and scatter about it. */
function columnMoments(data: Float32Array | Float64Array, weights: Float64Array, weight: number): ColumnMoments {
  const width = data.length / weights.length;
  const mean = new Float64Array(width);
  const scatter = new Float64Array(width);
  weights.forEach((w, row) => {
    for (let i = 0; i < width; i++) {
      const difference = data[row * width + i]! - data[i]!;
      mean[i]! += w * difference;
      scatter[i]! += w * difference ** 2;
    }
  });
  for (let i = 0; i < width; i++) {
    scatter[i] = Math.max(0, scatter[i]! - mean[i]! ** 2 / weight);
    mean[i] = data[i]! + mean[i]! / weight;
  }
  return { mean, scatter };
}

/** The mean of each diagonal of square matrices: entry d of those d keys back. */
function meanByLag(data: Float32Array, matrices: number, length: number): Float64Array {
  const means = new Float64Array(matrices * length);
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let lag = 0; lag < length; lag++) {
      let sum = 0;
      for (let query = lag; query < length; query++) sum += data[(matrix * length + query) * length + query - lag]!;
      means[matrix * length + lag] = sum / (length - lag);
    }
  }
  return means;
}
