/**
 * Finds, for the row `count`, an equal one before it; else enters it (up to `capacity` rows) and returns `count`. Rows are
 * equal if no entry differs by more than the tolerance. They are binned by their projection on a fixed generic direction,
 * bins are hashed into slots; equal rows lie in one bin or in two neighbours.
 *
 * @param beliefs Rows of `numStates`, written by the caller before each call.
 */
export function beliefFinder(
  beliefs: Float64Array,
  numStates: number,
  capacity: number,
  tolerance: number,
): (count: number) => number {
  const direction = Float64Array.from({ length: numStates }, (_, i) => 0.5 + (((i + 1) * 0.6180339887498949) % 1));
  const binWidth = 10 * numStates * tolerance;
  const slotBits = Math.ceil(Math.log2(capacity)) + 1;
  const slotOf = (bin: number): number => Math.imul(bin | 0, 0x9e3779b1) >>> (32 - slotBits);
  const lastInSlot = new Int32Array(2 ** slotBits).fill(-1);
  const previousInSlot = new Int32Array(capacity);

  const equal = (a: number, b: number): boolean => {
    for (let i = 0; i < numStates; i++) {
      if (!(Math.abs(beliefs[a * numStates + i]! - beliefs[b * numStates + i]!) <= tolerance)) return false;
    }
    return true;
  };
  const search = (slot: number, count: number): number => {
    let row = lastInSlot[slot]!;
    while (row >= 0 && !equal(row, count)) row = previousInSlot[row]!;
    return row;
  };

  return (count) => {
    let projection = 0;
    for (let i = 0; i < numStates; i++) projection += direction[i]! * beliefs[count * numStates + i]!;
    const place = projection / binWidth;
    const low = Math.floor(place - 0.25);
    const high = Math.floor(place + 0.25);
    let row = search(slotOf(low), count);
    if (row < 0 && high !== low) row = search(slotOf(high), count);
    if (row >= 0) return row;
    if (count < capacity) {
      const slot = slotOf(Math.floor(place));
      previousInSlot[count] = lastInSlot[slot]!;
      lastInSlot[slot] = count;
    }
    return count;
  };
}
