const PARITY = 0x1bd11bda;
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const ROUNDS = 20;

/** Two unsigned 32-bit words. */
export type Words2 = readonly [number, number];

/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of 64-bit blocks whose outputs for different counters or keys look
 * independent. Used to derive keys and seeds.
 *
 * @param key Two unsigned 32-bit words.
 * @param counter Two unsigned 32-bit words.
 * @returns Two unsigned 32-bit words.
 * @see Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"
 */
export function threefry2x32(key: Words2, counter: Words2): Words2 {
  const keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]];
  let x = (counter[0] + key[0]) >>> 0;
  let y = (counter[1] + key[1]) >>> 0;
  for (let round = 0; round < ROUNDS; round++) {
    const r = ROTATIONS[round % 8]!;
    x = (x + y) >>> 0;
    y = (((y << r) | (y >>> (32 - r))) ^ x) >>> 0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + keys[injection % 3]!) >>> 0;
      y = (y + keys[(injection + 1) % 3]! + injection) >>> 0;
    }
  }
  return [x, y];
}
