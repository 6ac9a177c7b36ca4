import type { Complex } from "./eigenvalues.ts";

/**
 * A power of a complex number.
 *
 *   z^d = r^d (cos(d phi) + i sin(d phi)),  z = r (cos phi + i sin phi),  0^0 = 1
 *
 * @param z A number; a real one gives exactly real powers.
 * @param d Integer, not negative.
 * @example
 * complexPower([0, 2], 3); // ≈ [0.0000, -8.0000]
 */
export function complexPower([re, im]: Complex, d: number): Complex {
  if (im === 0) return [re ** d, 0];
  const modulus = Math.hypot(re, im) ** d;
  const angle = Math.atan2(im, re) * d;
  return [modulus * Math.cos(angle), modulus * Math.sin(angle)];
}
