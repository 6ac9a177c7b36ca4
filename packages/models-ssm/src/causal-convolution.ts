import type { FixedFilter } from "@beliefscope/belief";
import { checkTokens } from "@beliefscope/hmm-core";
import { checkTensor, type Tensor } from "@beliefscope/tensor";

/**
 * A causal convolution over tokens: what each adds depends on it and on how long ago it was read.
 *
 *   output[t] = bias + sum_{lag <= t} kernel[lag, token_{t-lag}]
 */
export type CausalConvolution = {
  readonly numTokens: number;
  readonly numOutputs: number;
  /** Shape [lag, token, output]; tokens longer ago than the last lag are forgotten. */
  readonly kernel: Tensor;
  /** Shape [output]. */
  readonly bias: Float64Array;
};

/**
 * The impulse response of a fixed filter, with h_t + bias (its claim before the readout) as output.
 *
 *   kernel[lag] = v F^lag
 *
 * @param filter A filter of any readout.
 * @param options.taps How many lags to keep, at least 1.
 * @returns A model equal to the filter on words of up to `taps` tokens; beyond, it forgets what the filter keeps of
 *   older tokens, which falls as |pole|^taps.
 * @throws RangeError if taps is not a positive integer.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * convolutionFromFilter(filter, { taps: 10 }).kernel.shape; // => [10, 3, 3]
 */
export function convolutionFromFilter(filter: FixedFilter, { taps }: { readonly taps: number }): CausalConvolution {
  if (!Number.isInteger(taps) || taps < 1) {
    throw new RangeError(`convolutionFromFilter: taps must be a positive integer, got ${taps}`);
  }
  const { numTokens, numStates, transition, tokenVectors, bias } = filter;
  const size = numTokens * numStates;
  const data = new Float64Array(taps * size);
  data.set(tokenVectors);
  for (let lag = 1; lag < taps; lag++) {
    for (let token = 0; token < numTokens; token++) {
      const row = lag * size + token * numStates;
      for (let from = 0; from < numStates; from++) {
        const value = data[row - size + from]!;
        for (let to = 0; to < numStates; to++) data[row + to]! += value * transition[from * numStates + to]!;
      }
    }
  }
  return { numTokens, numOutputs: numStates, kernel: { shape: [taps, numTokens, numStates], data }, bias };
}

/**
 * Reads token sequences, every position by itself.
 *
 * @param tokens Shape [batch, position].
 * @returns Shape [batch, position, output]; position t has read tokens[0..t].
 * @throws RangeError if a token is out of range, or a weight is not finite or of another shape.
 * @example
 * const kernel = createTensor(Float64Array.of(-1, 1, -0.5, 0.5), [2, 2, 1]);
 * const model = { numTokens: 2, numOutputs: 1, kernel, bias: Float64Array.of(0.25) };
 * runConvolution(model, createTensor(Int32Array.of(1, 0, 0), [1, 3])).data; // => [1.25, -0.25, -1.25]
 */
export function runConvolution(model: CausalConvolution, tokens: Tensor<Int32Array>): Tensor {
  const { numTokens, numOutputs: n, kernel, bias } = model;
  checkConvolution("runConvolution", model);
  const taps = kernel.shape[0]!;
  const [batch, positions] = checkTokens("runConvolution", model, tokens);
  const data = new Float64Array(batch * positions * n);
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < positions; t++) {
      const output = data.subarray((b * positions + t) * n, (b * positions + t + 1) * n);
      output.set(bias);
      for (let lag = 0; lag < taps && lag <= t; lag++) {
        const row = (lag * numTokens + tokens.data[b * positions + t - lag]!) * n;
        for (let i = 0; i < n; i++) output[i]! += kernel.data[row + i]!;
      }
    }
  }
  return { shape: [batch, positions, n], data };
}

/** Checks that weights are finite and of the shapes that a convolution has; the kernel may have any number of taps. */
export function checkConvolution(caller: string, { numTokens, numOutputs, kernel, bias }: CausalConvolution): void {
  checkTensor(caller, "kernel", kernel, [kernel.shape[0] ?? 1, numTokens, numOutputs]);
  checkTensor(caller, "bias", { shape: [bias.length], data: bias }, [numOutputs]);
}
