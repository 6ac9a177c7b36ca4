import type { Tensor } from "@beliefscope/tensor";
import type { CausalConvolution } from "./causal-convolution.ts";

/** An attention head whose pattern is fixed. */
export type FixedHead = {
  /** M, shape [length, length]: row t, column s <= t. */
  readonly pattern: Tensor;
  /** What a token gives at weight 1, shape [token, output]. */
  readonly values: Tensor;
};

/**
 * The convolution nearest to fixed attention heads: what a token adds at a lag, averaged over where it stands.
 *
 *   kernel[lag] = mean over t of sum_head M_head[t, t - lag] values_head
 *
 * @param heads One or more, with patterns of one length and values of one shape.
 * @returns The convolution (with bias 0), and what is lost: the root mean square, over all t, s, tokens and outputs, of the
 *   difference from what the heads add, as a share of that; 0 if all patterns are constant along their diagonals.
 * @throws RangeError if there are no heads or their shapes differ.
 * @example
 * const pattern = createTensor(Float64Array.of(1, 0, 0.5, 1), [2, 2]);
 * const values = createTensor(Float64Array.of(-1, 1), [2, 1]);
 * const { model, residual } = convolutionFromHeads([{ pattern, values }]);
 * model.kernel.data; // => [-1, 1, -0.5, 0.5]
 * residual; // => 0
 */
export function convolutionFromHeads(heads: readonly FixedHead[]): {
  readonly model: CausalConvolution;
  readonly residual: number;
} {
  const [first] = heads;
  if (!first) throw new RangeError("convolutionFromHeads: heads must be one or more, got none");
  const length = first.pattern.shape[0]!;
  const [numTokens, numOutputs] = first.values.shape as [number, number];
  for (const { pattern, values } of heads) {
    if (pattern.shape.join() !== `${length},${length}` || values.shape.join() !== first.values.shape.join()) {
      const got = `[${pattern.shape.join(", ")}] and [${values.shape.join(", ")}]`;
      throw new RangeError(
        `convolutionFromHeads: heads must have patterns [${length}, ${length}] and values [${numTokens}, ${numOutputs}], got ${got}`,
      );
    }
  }
  const size = numTokens * numOutputs;
  const added = (t: number, s: number): Float64Array => {
    const sum = new Float64Array(size);
    for (const { pattern, values } of heads) {
      const weight = pattern.data[t * length + s]!;
      for (let i = 0; i < size; i++) sum[i]! += weight * values.data[i]!;
    }
    return sum;
  };
  const data = new Float64Array(length * size);
  let all = 0;
  let lost = 0;
  for (let lag = 0; lag < length; lag++) {
    const diagonal = Array.from({ length: length - lag }, (_, s) => added(s + lag, s));
    const mean = data.subarray(lag * size, (lag + 1) * size);
    for (const sum of diagonal) sum.forEach((value, i) => (mean[i]! += value / diagonal.length));
    for (const sum of diagonal) {
      sum.forEach((value, i) => {
        all += value * value;
        lost += (value - mean[i]!) ** 2;
      });
    }
  }
  const kernel = { shape: [length, numTokens, numOutputs], data };
  const model = { numTokens, numOutputs, kernel, bias: new Float64Array(numOutputs) };
  return { model, residual: all > 0 ? Math.sqrt(lost / all) : 0 };
}

/**
 * A convolution as fixed attention heads: one for each lag, which looks exactly that far back. Nothing is lost on sequences
 * of up to `length` tokens; the bias stays with the convolution.
 *
 * @param options.length The longest sequence to read, at least 1.
 * @throws RangeError if the length is not a positive integer.
 * @example
 * const kernel = createTensor(Float64Array.of(-1, 1, -0.5, 0.5), [2, 2, 1]);
 * const heads = headsFromConvolution({ numTokens: 2, numOutputs: 1, kernel, bias: Float64Array.of(0) }, { length: 2 });
 * heads.map(({ pattern }) => [...pattern.data]); // => [[1, 0, 0, 1], [0, 0, 1, 0]]
 */
export function headsFromConvolution(
  { numTokens, numOutputs, kernel }: CausalConvolution,
  { length }: { readonly length: number },
): FixedHead[] {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`headsFromConvolution: length must be a positive integer, got ${length}`);
  }
  const size = numTokens * numOutputs;
  return Array.from({ length: Math.min(kernel.shape[0]!, length) }, (_, lag) => {
    const data = new Float64Array(length * length);
    for (let t = lag; t < length; t++) data[t * length + t - lag] = 1;
    return {
      pattern: { shape: [length, length], data },
      values: { shape: [numTokens, numOutputs], data: kernel.data.slice(lag * size, (lag + 1) * size) },
    };
  });
}
