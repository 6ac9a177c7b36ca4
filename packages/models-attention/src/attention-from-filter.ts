import type { FixedFilter } from "@beliefscope/belief";
import type { Tensor } from "@beliefscope/tensor";
import { complexPower, type GeometricMode, geometricModes, matmul } from "@beliefscope/tensor/linalg";
import type { FixedAttentionHead, FixedAttentionModel } from "./fixed-attention.ts";

/**
 * Writes a fixed filter as attention heads, with h_t + bias of the filter (its claim before the readout) as output.
 *
 *   h_t = sum_s v(o_s) F^(t-s) = sum_j sum_s Re(pole_j^(t-s) U_j(o_s))
 *
 *   a real pole      one head    M[t, s] = pole^(t-s)
 *   a complex pair   two heads   M[t, s] = |pole|^(t-s) cos((t-s) arg pole), and with sin
 *
 * If F is not diagonalisable on the states that v reaches, there is one head for each lag instead, which looks exactly
 * that far back.
 *
 * @param filter A filter of any readout.
 * @param options.length The longest sequence to read, at least 1.
 * @returns A model equal to the filter's recurrence to rounding; `messN`, with its one repeated pole, needs one head.
 * @throws RangeError if the length is not a positive integer.
 * @example
 * const filter = kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" });
 * const { heads } = attentionFromFilter(filter, { length: 3 });
 * heads.map(({ pattern }) => Array.from(pattern.data.subarray(6))); // ≈ [[0.24430, 0.49427, 1]]
 */
export function attentionFromFilter(filter: FixedFilter, { length }: { readonly length: number }): FixedAttentionModel {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`attentionFromFilter: length must be a positive integer, got ${length}`);
  }
  const { numTokens, numStates, transition, tokenVectors, bias } = filter;
  const V: Tensor = { shape: [numTokens, numStates], data: tokenVectors };
  const F: Tensor = { shape: [numStates, numStates], data: transition };
  const modes = geometricModes(V, F);
  const heads = modes ? modes.flatMap((mode) => modeHeads(mode, length)) : lagHeads(V, F, length);
  return { numTokens, numOutputs: numStates, length, heads, bias };
}

function modeHeads({ pole, real, imaginary }: GeometricMode, length: number): FixedAttentionHead[] {
  const cosine = { pattern: causalPattern(length, (lag) => complexPower(pole, lag)[0]), values: real };
  if (pole[1] === 0) return [cosine];
  const values = { shape: imaginary.shape, data: imaginary.data.map((value) => -value) };
  return [cosine, { pattern: causalPattern(length, (lag) => complexPower(pole, lag)[1]), values }];
}

function lagHeads(V: Tensor, F: Tensor, length: number): FixedAttentionHead[] {
  let values = V;
  return Array.from({ length }, (_, head) => {
    if (head > 0) values = matmul(values, F);
    return { pattern: causalPattern(length, (lag) => (lag === head ? 1 : 0)), values };
  });
}

/** M[t, s] = weight(t - s) for s ≤ t, else 0. */
function causalPattern(length: number, weight: (lag: number) => number): Tensor {
  const data = new Float64Array(length * length);
  for (let t = 0; t < length; t++) {
    for (let s = 0; s <= t; s++) data[t * length + s] = weight(t - s);
  }
  return { shape: [length, length], data };
}
