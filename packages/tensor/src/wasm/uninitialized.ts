/** Clearing fewer bytes than this costs nothing to speak of. */
const FEW = 100_000;

/**
 * An array for results that are about to be written throughout: its entries are whatever memory held where Node can leave
 * them so, which saves a pass over memory, and 0 elsewhere.
 *
 * @param length Number of entries.
 * @example
 * uninitializedFloat64(3).fill(1); // => [1, 1, 1]
 */
export function uninitializedFloat64(length: number): Float64Array {
  const buffer = uninitializedBuffer(8 * length);
  return buffer ? new Float64Array(buffer) : new Float64Array(length);
}

/**
 * `uninitializedFloat64` for 32-bit integers.
 *
 * @example
 * uninitializedInt32(2).fill(7); // => [7, 7]
 */
export function uninitializedInt32(length: number): Int32Array {
  const buffer = uninitializedBuffer(4 * length);
  return buffer ? new Int32Array(buffer) : new Int32Array(length);
}

/** A buffer that belongs to one array alone. */
function uninitializedBuffer(bytes: number): ArrayBuffer | null {
  const { Buffer } = globalThis as { readonly Buffer?: { allocUnsafeSlow?(bytes: number): { buffer: ArrayBuffer } } };
  if (bytes < FEW || !Buffer?.allocUnsafeSlow) return null;
  const { buffer } = Buffer.allocUnsafeSlow(bytes);
  return buffer.byteLength === bytes ? buffer : null;
}
