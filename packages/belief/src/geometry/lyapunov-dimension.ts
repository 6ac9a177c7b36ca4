import { checkKind } from "@beliefscope/hmm-core";

/**
 * The Lyapunov (Kaplan-Yorke) dimension: how many directions of the beliefs the entropy can fill.
 *
 *   D = k + (h + chi_1 + ... + chi_k) / |chi_(k+1)|,   k the largest number with h + chi_1 + ... + chi_k >= 0
 *
 * An upper bound of the information dimension of the stationary beliefs; equal to it where the images of the beliefs under
 * different tokens do not overlap and, in more than one dimension, the maps are similarities or generic.
 *
 * @param entropyRate h, in nats per token, at least 0.
 * @param exponents chi, falling, in nats per token; -Infinity is allowed.
 * @returns At most the number of exponents.
 * @throws RangeError if the entropy rate is negative or the exponents rise.
 * @example
 * lyapunovDimension(Math.LN2, [-Math.log(3)]); // ≈ 0.6309298
 * lyapunovDimension(Math.log(3), [-Math.LN2, -Math.LN2]); // ≈ 1.5849625
 * @see Kaplan & Yorke 1979; Jurgens & Crutchfield 2021, arXiv:2102.10487
 */
export function lyapunovDimension(entropyRate: number, exponents: ArrayLike<number>): number {
  checkKind("lyapunovDimension", "exponents", "a list of numbers", exponents);
  if (!(entropyRate >= 0 && entropyRate < Infinity)) {
    throw new RangeError(`lyapunovDimension: entropyRate must be finite and 0 or more, got ${entropyRate}`);
  }
  for (let k = 0; k < exponents.length; k++) {
    if (!(exponents[k]! <= (exponents[k - 1] ?? Infinity))) {
      throw new RangeError(`lyapunovDimension: exponents must not rise, got ${exponents[k]} at ${k}`);
    }
  }
  let left = entropyRate;
  for (let k = 0; k < exponents.length; k++) {
    const exponent = exponents[k]!;
    if (left + exponent < 0) return k + left / -exponent;
    left += exponent;
  }
  return exponents.length;
}
