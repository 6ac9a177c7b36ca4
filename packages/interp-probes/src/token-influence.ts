import type { Tensor } from "@beliefscope/tensor";
import { historyFeatures } from "./history-features.ts";
import { lagWeight } from "./lag-weight.ts";
import { solveProbe } from "./linear-probe.ts";
import { computeMoments, mergeMoments, type Moments } from "./moments.ts";
import { squaredErrors, targetVariance } from "./squared-errors.ts";

/** How much the tokens read count for what a model puts out, by how long ago they were read. */
export type TokenInfluence = {
  /** Numbers of tokens read, ascending. */
  readonly lengths: Int32Array;
  /** For each of these lengths, the weight of the token read d steps before the last one, d = 0, 1, …. */
  readonly kernel: readonly Float64Array[];
  /** Share of the outputs' variance, within lengths, that sums of a vector for each token explain; null if there is none. */
  readonly r2: number | null;
};

/** More lags, or numbers of tokens read, than this are not fitted: what is farther back weighs nothing, or is alike. */
const most = 32;
const rowsPerShard = 8192;

/**
 * Measures the effective influence of tokens on outputs: the best sum of one vector for each token, fitted for each number
 * of tokens read k on its own, whatever computes the outputs.
 *
 *   output ~ c_k + sum_d v_{k,d}(token at lag d)    by weighted least squares
 *   kernel[k][d] = sqrt( sum_x mu_x |v_{k,d}(x) - mean|^2 )    (see `lagWeight`; mu: how often x stands there)
 *
 * For a network this is attention times what its values and readout make of a token, its skip connection, and the linear
 * part of all that is not linear, together. A kernel says which token counts, not in which direction: only the modulus of
 * a pole shows in it. Where the tokens of a word determine each other, the fit of least norm divides what they share.
 *
 * @param data.tokensByLag Shape [row, L]: column d is the token read d steps before the last one, -1 where the word is
 *   shorter.
 * @param data.outputs Shape [row, output]; logits less their mean, say.
 * @param data.weights Shape [row], not negative; word probabilities, say.
 * @param data.numTokens Tokens are in [0, numTokens).
 * @returns Of up to 32 lengths (spread evenly over those that occur with some weight), each with up to 32 lags.
 * @throws RangeError if the shapes do not fit, or a value is out of range.
 * @example
 * // The words 00, 01, 10, 11, newest token first, and outputs to which the older token adds half of what the newer one does
 * const tokensByLag = { shape: [4, 2], data: Int32Array.of(0, 0, 1, 0, 0, 1, 1, 1) };
 * const outputs = { shape: [4, 1], data: Float64Array.of(0, 2, 1, 3) };
 * const weights = new Float64Array(4).fill(0.25);
 * tokenInfluence({ tokensByLag, outputs, weights, numTokens: 2 }).kernel[0]; // ≈ [1.000000, 0.500000]
 */
export function tokenInfluence({
  tokensByLag,
  outputs,
  weights,
  numTokens,
}: {
  readonly tokensByLag: Tensor<Int32Array>;
  readonly outputs: Tensor<Float64Array | Float32Array>;
  readonly weights: Float64Array;
  readonly numTokens: number;
}): TokenInfluence {
  const rows = weights.length;
  if (tokensByLag.shape[0] !== rows || outputs.shape[0] !== rows || outputs.shape.length !== 2) {
    const got = `[${tokensByLag.shape.join(", ")}], [${outputs.shape.join(", ")}] and ${rows} weights`;
    throw new RangeError(`tokenInfluence: tokens and outputs must have a row for each weight, got ${got}`);
  }
  const groups = spread(rowsByLength(tokensByLag, weights));
  let variance = 0;
  let error = 0;
  const kernel = groups.map(([length, group]) => {
    const lags = Math.min(length, most);
    const moments = groupMoments({ tokensByLag, outputs, weights, numTokens }, group, length, lags);
    const probe = solveProbe(moments);
    error += squaredErrors(moments, probe).reduce((sum, value) => sum + value, 0);
    for (let output = 0; output < moments.numTargets; output++) variance += targetVariance(moments, output);
    const block = numTokens * moments.numTargets;
    return Float64Array.from({ length: lags }, (_, lag) =>
      lagWeight(
        probe.weights.data.subarray(lag * block, (lag + 1) * block),
        moments.mean.subarray(lag * numTokens, (lag + 1) * numTokens),
      ),
    );
  });
  return {
    lengths: Int32Array.from(groups, ([length]) => length),
    kernel,
    r2: variance > 0 ? 1 - error / variance : null,
  };
}

/** The rows of each number of tokens read, from one up, whose rows have some weight. */
function rowsByLength({ shape, data }: Tensor<Int32Array>, weights: Float64Array): [length: number, rows: number[]][] {
  const width = shape[1]!;
  const groups = Array.from({ length: width + 1 }, () => [] as number[]);
  weights.forEach((weight, row) => {
    let length = 0;
    while (length < width && data[row * width + length] !== -1) length++;
    if (weight !== 0) groups[length]!.push(row);
  });
  return [...groups.entries()].filter(([length, rows]) => length > 0 && rows.length > 0);
}

/** At most so many entries, the first and the last among them. */
function spread<T>(entries: readonly T[]): readonly T[] {
  if (entries.length <= most) return entries;
  return Array.from({ length: most }, (_, i) => entries[Math.round((i * (entries.length - 1)) / (most - 1))]!);
}

/** The moments of tokens and outputs on some words of one length, shard by shard. */
function groupMoments(
  data: Parameters<typeof tokenInfluence>[0],
  rows: readonly number[],
  length: number,
  lags: number,
): Moments {
  const { tokensByLag, outputs, weights, numTokens } = data;
  const width = tokensByLag.shape[1]!;
  const numOutputs = outputs.shape[1]!;
  const shards = Array.from({ length: Math.ceil(rows.length / rowsPerShard) }, (_, shard) => {
    const own = rows.slice(shard * rowsPerShard, (shard + 1) * rowsPerShard);
    const tokens = new Int32Array(own.length * length);
    const values = new Float64Array(own.length * numOutputs);
    own.forEach((row, i) => {
      tokens.set(tokensByLag.data.subarray(row * width, row * width + length), i * length);
      values.set(outputs.data.subarray(row * numOutputs, (row + 1) * numOutputs), i * numOutputs);
    });
    return computeMoments(
      historyFeatures({ shape: [own.length, length], data: tokens }, { numTokens, lags }),
      { shape: [own.length, numOutputs], data: values },
      Float64Array.from(own, (row) => weights[row]!),
    );
  });
  return shards.reduce(mergeMoments);
}
