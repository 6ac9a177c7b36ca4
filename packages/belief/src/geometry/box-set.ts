/** A set of boxes of a regular grid. */
export type BoxSet = {
  /** Puts in the box that holds the point starting at index `at`; whether it is new. */
  add(points: Float64Array, at: number): boolean;
};

/**
 * An empty set of boxes. A box is known by 64 bits hashed from its indices along the axes: that two boxes share them is
 * improbable (1e-9 for 100 000 boxes).
 *
 * @param capacity The largest number of boxes.
 * @param dimension Leading coordinates of a point that count.
 * @param side Of the boxes.
 */
export function boxSet(capacity: number, dimension: number, side: number): BoxSet {
  const slots = 2 ** Math.ceil(Math.log2(2 * capacity + 1));
  const lows = new Int32Array(slots);
  const highs = new Int32Array(slots);
  const taken = new Uint8Array(slots);
  return {
    add(points, at) {
      let low = 0x2545f491;
      let high = 0x1b873593;
      for (let c = 0; c < dimension; c++) {
        const index = Math.floor(points[at + c]! / side + 0.5);
        low = mix(mix(low, index | 0), Math.floor(index / 2 ** 32) | 0);
        high = mix(mix(high, ~index), Math.floor(index / 2 ** 32) | 0);
      }
      let slot = (low ^ (high >>> 7)) & (slots - 1);
      for (; taken[slot] === 1; slot = (slot + 1) & (slots - 1)) {
        if (lows[slot] === low && highs[slot] === high) return false;
      }
      taken[slot] = 1;
      lows[slot] = low;
      highs[slot] = high;
      return true;
    },
  };
}

/** One round of murmur3. */
function mix(hash: number, key: number): number {
  let k = Math.imul(key, 0xcc9e2d51 | 0);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = hash ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}
