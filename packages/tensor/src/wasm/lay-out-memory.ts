import type { TensorData } from "../tensor.ts";
import type { KernelMemory } from "./load-kernel.ts";

const PAGE = 65_536;
const ALIGNMENT = 16; // of the widest load

/** An array to lay out: its type and its length. */
export type Space<D extends TensorData> = readonly [type: ArrayType<D>, length: number];

type ArrayType<D> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): D;
};

/**
 * Lays arrays out in a kernel's memory, one after the other, which grows as needed. They hold whatever was there before,
 * and serve until the next layout. An array's `byteOffset` is the pointer that the kernel takes, never 0. A kernel has no
 * data of its own in memory.
 *
 * @throws RangeError if the memory can't grow so far.
 * @example
 * const memory = { buffer: new ArrayBuffer(65536), grow: () => 1 };
 * layOutMemory(memory, { tokens: [Int32Array, 3], beliefs: [Float64Array, 6] }).beliefs.byteOffset; // => 32
 */
export function layOutMemory<Arrays extends Record<string, TensorData>>(
  memory: KernelMemory,
  spaces: { readonly [Name in keyof Arrays]: Space<Arrays[Name]> },
): Arrays {
  let end = ALIGNMENT;
  const offsets = Object.entries<Space<TensorData>>(spaces).map(([name, [type, length]]) => {
    const offset = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    end = offset + length * type.BYTES_PER_ELEMENT;
    return [name, type, offset, length] as const;
  });
  const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  return Object.fromEntries(
    offsets.map(([name, type, offset, length]) => [name, new type(memory.buffer, offset, length)]),
  ) as Arrays;
}
