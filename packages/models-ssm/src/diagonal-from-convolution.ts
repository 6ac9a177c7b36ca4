import type { CausalConvolution } from "./causal-convolution.ts";
import type { DiagonalRecurrence } from "./diagonal-recurrence.ts";
import { fitPoles } from "./fit-poles.ts";

/**
 * The diagonal recurrence of a given order whose impulse response is nearest to a convolution's kernel in mean square.
 *
 * @param options.order The number of poles, at most half the number of taps; a complex pair counts as two.
 * @returns The recurrence, and what is lost: |kernel - impulse response| / |kernel|, 0 if nothing. Beyond the last tap the
 *   recurrence goes on where the convolution stops.
 * @throws RangeError if the order is out of range.
 * @example
 * const filter = kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" });
 * const convolution = convolutionFromFilter(filter, { taps: 12 });
 * diagonalFromConvolution(convolution, { order: 2 }).residual < 1e-12; // => true
 * diagonalFromConvolution(convolution, { order: 1 }).residual; // ≈ 0.4511
 */
export function diagonalFromConvolution(
  { numTokens, numOutputs, kernel, bias }: CausalConvolution,
  { order }: { readonly order: number },
): { readonly model: DiagonalRecurrence; readonly residual: number } {
  const { modes, residual } = fitPoles(kernel, { order });
  return { model: { numTokens, numOutputs, modes, bias }, residual };
}
