import { strFromU8, strToU8 } from "fflate";
import type { Tensor, TensorData } from "../tensor.ts";
import { bytesOf, bytesOfData, type ElementType, elementTypeOf, readElements, sizeOf } from "./elements.ts";
import { FileFormatError } from "./file-format-error.ts";

const MAGIC = "\x93NUMPY";
/** A header pads the file to a multiple of this before the numbers start. */
const ALIGNMENT = 64;

/**
 * Writes a tensor as a NumPy file (.npy, version 1.0), as `numpy.save` does.
 *
 * @param tensor Float64Array is written as <f8, Float32Array as <f4, Int32Array as <i4, Uint8Array as |u1; row-major.
 * @returns The bytes of the file.
 * @example
 * decodeNpy(encodeNpy(createTensor(Int32Array.of(1, 2, 3), [3]))).data; // => [1, 2, 3]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function encodeNpy(tensor: Tensor<TensorData>): Uint8Array {
  const type = elementTypeOf(tensor.data);
  const shape = tensor.shape.length === 1 ? `${tensor.shape[0]!},` : tensor.shape.join(", ");
  const fields = `{'descr': '${type === "u1" ? "|" : "<"}${type}', 'fortran_order': False, 'shape': (${shape}), }`;
  const unpadded = MAGIC.length + 4 + fields.length + 1;
  const start = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const header = `${fields}${" ".repeat(start - unpadded)}\n`;
  const bytes = new Uint8Array(start + tensor.data.byteLength);
  bytes.set(strToU8(`${MAGIC}\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`, true));
  bytes.set(bytesOfData(tensor.data), start);
  return bytes;
}

/**
 * Reads a NumPy file (.npy, versions 1 to 3).
 *
 * Types: f8, f4, i4, u1 and i8, which is read into an Int32Array if every number fits. Arrays in Fortran order are turned
 * into row-major ones.
 *
 * @param bytes The whole file; not modified, no memory is shared with it.
 * @returns Shape [] for a NumPy scalar.
 * @throws FileFormatError, which names the rule and the byte, if the file is cut short, longer than its shape says, not a
 *   NumPy file, of another type or byte order, or holds a 64-bit integer beyond 32 bits.
 * @example
 * decodeNpy(encodeNpy(createTensor(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]))).shape; // => [2, 3]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function decodeNpy(bytes: Uint8Array): Tensor<TensorData> {
  return decodeNpyOf("decodeNpy", bytes);
}

/** `decodeNpy` under another name, for its messages. */
export function decodeNpyOf(caller: string, bytes: Uint8Array): Tensor<TensorData> {
  if (strFromU8(bytes.subarray(0, MAGIC.length), true) !== MAGIC) {
    throw new FileFormatError(`${caller}: file must begin with \\x93NUMPY, got something else`, 0);
  }
  const { text, textStart, start } = readHeader(caller, bytes);
  const { type, fortranOrder, shape } = parseHeader(caller, text, textStart);
  const count = sizeOf(shape);
  const wanted = start + count * bytesOf(type);
  if (wanted !== bytes.length) {
    throw new FileFormatError(
      `${caller}: file of shape [${shape.join(", ")}] and type ${type} must be ${wanted} bytes long, got ${bytes.length}`,
      Math.min(wanted, bytes.length),
    );
  }
  const data = readElements(caller, bytes, start, type, count);
  return { shape, data: fortranOrder && shape.length > 1 ? rowMajor(data, shape) : data };
}

function readHeader(caller: string, bytes: Uint8Array): { text: string; textStart: number; start: number } {
  const version = bytes[MAGIC.length] ?? 1;
  if (version < 1 || version > 3) {
    throw new FileFormatError(`${caller}: version must be 1, 2 or 3, got ${version}`, MAGIC.length);
  }
  const lengthStart = MAGIC.length + 2;
  const textStart = lengthStart + (version === 1 ? 2 : 4);
  if (bytes.length < textStart) {
    throw new FileFormatError(
      `${caller}: file must not end within its header, got ${bytes.length} bytes`,
      bytes.length,
    );
  }
  let length = 0;
  for (let i = textStart - 1; i >= lengthStart; i--) length = length * 256 + bytes[i]!;
  const start = textStart + length;
  if (bytes.length < start) {
    throw new FileFormatError(
      `${caller}: file must not end within its header of ${length} bytes, got ${bytes.length} bytes`,
      bytes.length,
    );
  }
  return { text: strFromU8(bytes.subarray(textStart, start), version < 3), textStart, start };
}

type Header = { readonly type: ElementType; readonly fortranOrder: boolean; readonly shape: readonly number[] };

/** The header is a Python dict with these three keys, in any order. */
function parseHeader(caller: string, text: string, textStart: number): Header {
  const field = (name: string, value: string): string => {
    const found = new RegExp(`['"]${name}['"]\\s*:\\s*(?:${value})`).exec(text);
    if (found?.[1] === undefined) {
      throw new FileFormatError(`${caller}: header must give ${name}, got ${JSON.stringify(text.trim())}`, textStart);
    }
    return found[1];
  };
  if (!/^\{.*\}\s*$/s.test(text)) {
    throw new FileFormatError(`${caller}: header must be a Python dict, got ${JSON.stringify(text.trim())}`, textStart);
  }
  const descr = field("descr", `['"]([^'"]*)['"]|(\\[)`);
  const type = /^(?:<(f8|f4|i8|i4)|[<|>=](u1))$/.exec(descr);
  if (type === null) {
    throw new FileFormatError(`${caller}: descr must be <f8, <f4, <i8, <i4 or |u1, got ${descr}`, textStart);
  }
  const lengths = field("shape", "\\(([\\d,\\s]*)\\)").split(",");
  const shape = lengths.filter((length) => length.trim() !== "").map(Number);
  if (!Number.isSafeInteger(sizeOf(shape))) {
    throw new FileFormatError(
      `${caller}: shape must be one that numbers can count, got [${shape.join(", ")}]`,
      textStart,
    );
  }
  return {
    type: (type[1] ?? type[2]) as ElementType,
    fortranOrder: field("fortran_order", "(True|False)") === "True",
    shape,
  };
}

/** Turns data whose FIRST index varies fastest into data whose last index does. */
function rowMajor(data: TensorData, shape: readonly number[]): TensorData {
  const result = data.slice();
  const index = shape.map(() => 0);
  let source = 0;
  for (let target = 0; target < data.length; target++) {
    result[target] = data[source]!;
    // Count up in row-major order, moving `source` by the Fortran stride of each index that changes.
    for (let axis = shape.length - 1, carry = true; carry && axis >= 0; axis--) {
      const stride = sizeOf(shape.slice(0, axis));
      index[axis]! += 1;
      carry = index[axis] === shape[axis];
      source += stride;
      if (!carry) continue;
      index[axis] = 0;
      source -= stride * shape[axis]!;
    }
  }
  return result;
}
