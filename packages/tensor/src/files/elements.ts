import type { TensorData } from "../tensor.ts";
import { FileFormatError } from "./file-format-error.ts";

/** The number types that files may hold here, by kind and bytes: little-endian, i8 read into 32 bits. */
export type NumberType = "f8" | "f4" | "i8" | "i4" | "u1";

/** Bytes of one number. */
export function bytesOf(type: NumberType): number {
  return Number(type[1]);
}

/** The type under which an array is written. */
export function elementTypeOf(data: TensorData): NumberType {
  if (data instanceof Float64Array) return "f8";
  if (data instanceof Float32Array) return "f4";
  return data instanceof Int32Array ? "i4" : "u1";
}

/** The number of entries of a shape; not finite where it is no shape at all. */
export function sizeOf(shape: readonly unknown[]): number {
  return shape.reduce<number>((size, length) => size * (isLength(length) ? length : NaN), 1);
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/**
 * Copies `count` numbers out of a file, which need not be aligned there.
 *
 * @param caller The public function, for the message.
 * @param bytesBefore Bytes of the file before these, for the message.
 * @throws FileFormatError if an i8 does not fit 32 bits.
 */
export function readElements(
  caller: string,
  bytes: Uint8Array,
  offset: number,
  type: NumberType,
  count: number,
  bytesBefore = 0,
): TensorData {
  const copy = Uint8Array.from(bytes.subarray(offset, offset + count * bytesOf(type)));
  switch (type) {
    case "f8":
      return new Float64Array(copy.buffer);
    case "f4":
      return new Float32Array(copy.buffer);
    case "i4":
      return new Int32Array(copy.buffer);
    case "u1":
      return copy;
    case "i8": {
      const halves = new Int32Array(copy.buffer); // low, high, low, high, ...
      return Int32Array.from({ length: count }, (_, i) => {
        const low = halves[2 * i]!;
        if (halves[2 * i + 1] === (low < 0 ? -1 : 0)) return low;
        const got = new DataView(copy.buffer).getBigInt64(8 * i, true).toString();
        throw new FileFormatError(
          `${caller}: 64-bit integers must fit 32 bits, got ${got}`,
          bytesBefore + offset + 8 * i,
        );
      });
    }
  }
}

/** The bytes of an array, as a view. */
export function bytesOfData(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
