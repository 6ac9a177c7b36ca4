/**
 * The xoshiro128++ stream: fast 32-bit outputs with period 2^128 - 1.
 *
 * @param seed Four unsigned 32-bit words, not all zero.
 * @returns A function that gives the next unsigned 32-bit output.
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators"
 */
export function xoshiro128PlusPlus(seed: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = seed;
  return () => {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
}
