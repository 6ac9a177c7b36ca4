/**
 * The next output of the xoshiro128++ generator: fast 32-bit words with period 2^128 - 1.
 *
 * @param state Four 32-bit words, not all zero; moved on.
 * @returns An integer in [0, 2^32).
 * @example
 * nextXoshiro128(Uint32Array.of(1, 2, 3, 4)); // => 641
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"
 */
export function nextXoshiro128(state: Uint32Array): number {
  const a = state[0]!;
  const b = state[1]!;
  const c = state[2]! ^ a;
  const d = state[3]! ^ b;
  const sum = (a + state[3]!) | 0;
  state[0] = a ^ d;
  state[1] = b ^ c;
  state[2] = c ^ (b << 9);
  state[3] = (d << 11) | (d >>> 21);
  return (((sum << 7) | (sum >>> 25)) + a) >>> 0;
}
