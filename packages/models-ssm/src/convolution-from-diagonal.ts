import { complexPower } from "@beliefscope/tensor/linalg";
import type { CausalConvolution } from "./causal-convolution.ts";
import type { DiagonalRecurrence } from "./diagonal-recurrence.ts";

/**
 * The impulse response of a diagonal recurrence.
 *
 *   kernel[lag] = sum_mode Re(pole_mode^lag input_mode)
 *
 * @param options.taps How many lags to keep, at least 1.
 * @returns A convolution equal to the recurrence on words of up to `taps` tokens; beyond, it forgets what the recurrence
 *   keeps of older tokens, which falls as |pole|^taps.
 * @throws RangeError if taps is not a positive integer.
 * @example
 * const diagonal = diagonalFromFilter(kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" }));
 * convolutionFromDiagonal(diagonal, { taps: 4 }).kernel.shape; // => [4, 3, 3]
 */
export function convolutionFromDiagonal(
  { numTokens, numOutputs, modes, bias }: DiagonalRecurrence,
  { taps }: { readonly taps: number },
): CausalConvolution {
  if (!Number.isInteger(taps) || taps < 1) {
    throw new RangeError(`convolutionFromDiagonal: taps must be a positive integer, got ${taps}`);
  }
  const size = numTokens * numOutputs;
  const data = new Float64Array(taps * size);
  for (const { pole, real, imaginary } of modes) {
    for (let lag = 0; lag < taps; lag++) {
      const [re, im] = complexPower(pole, lag);
      for (let i = 0; i < size; i++) data[lag * size + i]! += re * real.data[i]! - im * imaginary.data[i]!;
    }
  }
  return { numTokens, numOutputs, kernel: { shape: [taps, numTokens, numOutputs], data }, bias };
}
