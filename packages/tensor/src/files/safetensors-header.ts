import { strToU8 } from "fflate";
import { bytesOf, type NumberType, sizeOf } from "./elements.ts";

/** A tensor but for its numbers. */
export type TensorKind = { readonly type: NumberType; readonly shape: readonly number[] };

/** The format's names of number types. */
export const safetensorsTypes: Readonly<Record<string, NumberType>> = {
  F64: "f8",
  F32: "f4",
  I64: "i8",
  I32: "i4",
  U8: "u1",
};
/** The order in which the reference implementation writes types: what needs most alignment first. */
const writingOrder = ["F64", "F32", "I64", "I32", "U8"];
/** Bytes of the length that the file begins with. */
export const PREFIX = 8;

/**
 * The bytes of a safetensors file before its numbers, which follow tensor after tensor, row-major and little-endian: for
 * files written piece by piece.
 *
 * @param tensors By name: "f8" (Float64Array), "f4" (Float32Array), "i8", "i4" (Int32Array) or "u1" (Uint8Array), and shape.
 * @param metadata Strings, by name.
 * @returns `header`, a multiple of 8 bytes; `order`, the names in the order in which their numbers must follow.
 * @throws RangeError if a tensor is named "__metadata__", which the format keeps for itself, or a shape is none.
 * @example
 * const { header, order } = safetensorsHeader({ a: { type: "u1", shape: [2] }, b: { type: "f4", shape: [0] } });
 * order; // => ["b", "a"]
 * decodeSafetensors(Uint8Array.of(...header, 7, 8)).tensors["a"]?.data; // => [7, 8]
 * @see https://github.com/huggingface/safetensors
 */
export function safetensorsHeader(
  tensors: Readonly<Record<string, TensorKind>>,
  metadata: Readonly<Record<string, string>> = {},
): { header: Uint8Array; order: string[] } {
  return safetensorsHeaderOf("safetensorsHeader", tensors, metadata);
}

/** `safetensorsHeader` under another name, for its messages. */
export function safetensorsHeaderOf(
  caller: string,
  tensors: Readonly<Record<string, TensorKind>>,
  metadata: Readonly<Record<string, string>>,
): { header: Uint8Array; order: string[] } {
  if (Object.hasOwn(tensors, "__metadata__")) {
    throw new RangeError(`${caller}: names of tensors must leave __metadata__ to the format, got it`);
  }
  const entries = Object.entries(tensors).map(([name, { type, shape }]) => {
    const size = sizeOf(shape) * bytesOf(type);
    if (!Number.isSafeInteger(size)) {
      throw new RangeError(`${caller}: shape of ${name} must be lengths, got [${shape.join(", ")}]`);
    }
    return { name, shape, size, dtype: writingOrder.find((dtype) => safetensorsTypes[dtype] === type)! };
  });
  entries.sort((a, b) => writingOrder.indexOf(a.dtype) - writingOrder.indexOf(b.dtype) || (a.name < b.name ? -1 : 1));
  let end = 0;
  const fields = entries.map(({ name, dtype, shape, size }) => {
    const begin = end;
    end += size;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const words = Object.keys(metadata).length > 0 ? [["__metadata__", metadata] as const] : [];
  const json = strToU8(JSON.stringify(Object.fromEntries<unknown>([...words, ...fields])));
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(PREFIX + length).fill(0x20, PREFIX);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, PREFIX);
  return { header, order: entries.map(({ name }) => name) };
}
