import { strFromU8, strToU8 } from "fflate";
import { type NumberType, sizeOf } from "./elements.ts";
import { FileFormatError } from "./file-format-error.ts";

/** What a NumPy file says before its numbers. */
export type NpyHeader = {
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** The byte at which the numbers start. */
  readonly start: number;
};

export const NPY_MAGIC = "\x93NUMPY";
/** A header pads the file to a multiple of this before the numbers start. */
const ALIGNMENT = 64;

/**
 * The bytes of a NumPy file (.npy, version 1.0) before its numbers, which follow row-major and little-endian: for files
 * written piece by piece.
 *
 * @param type "f8" (Float64Array), "f4" (Float32Array), "i8", "i4" (Int32Array) or "u1" (Uint8Array).
 * @param shape Non-negative integers.
 * @returns A multiple of 64 bytes.
 * @throws RangeError if the shape is none.
 * @example
 * const numbers = Uint8Array.of(1, 2, 3);
 * decodeNpy(Uint8Array.of(...npyHeader("u1", [3]), ...numbers)).data; // => [1, 2, 3]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function npyHeader(type: NumberType, shape: readonly number[]): Uint8Array {
  if (!Number.isSafeInteger(sizeOf(shape))) {
    throw new RangeError(`npyHeader: shape must be lengths that numbers can count, got [${shape.join(", ")}]`);
  }
  const lengths = shape.length === 1 ? `${shape[0]!},` : shape.join(", ");
  const fields = `{'descr': '${type === "u1" ? "|" : "<"}${type}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const unpadded = NPY_MAGIC.length + 4 + fields.length + 1;
  const start = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const text = `${fields}${" ".repeat(start - unpadded)}\n`;
  return strToU8(`${NPY_MAGIC}\x01\x00${String.fromCharCode(text.length & 255, text.length >> 8)}${text}`, true);
}

/**
 * Reads the header that a NumPy file begins with.
 *
 * @param caller The public function, for the message.
 * @param bytes The file, at least up to its numbers.
 * @throws FileFormatError if there is no such header, or not all of it.
 */
export function readNpyHeader(caller: string, bytes: Uint8Array): NpyHeader {
  const start = npyStart(caller, bytes);
  if (start === null) {
    throw new FileFormatError(
      `${caller}: file must not end within its header, got ${bytes.length} bytes`,
      bytes.length,
    );
  }
  const textStart = lengthOfLength(bytes) + NPY_MAGIC.length + 2;
  if (bytes.length < start) {
    throw new FileFormatError(
      `${caller}: file must not end within its header of ${start - textStart} bytes, got ${bytes.length} bytes`,
      bytes.length,
    );
  }
  const text = strFromU8(bytes.subarray(textStart, start), bytes[NPY_MAGIC.length]! < 3);
  return { ...parseHeader(caller, text, textStart), start };
}

/** The byte at which the numbers start, or null where the file is too short to say. */
export function npyStart(caller: string, bytes: Uint8Array): number | null {
  const magic = strFromU8(bytes.subarray(0, NPY_MAGIC.length), true);
  if (!NPY_MAGIC.startsWith(magic)) {
    throw new FileFormatError(`${caller}: file must begin with \\x93NUMPY, got something else`, 0);
  }
  const version = bytes[NPY_MAGIC.length] ?? 1;
  if (version < 1 || version > 3) {
    throw new FileFormatError(`${caller}: version must be 1, 2 or 3, got ${version}`, NPY_MAGIC.length);
  }
  const lengthStart = NPY_MAGIC.length + 2;
  const textStart = lengthStart + lengthOfLength(bytes);
  if (bytes.length < textStart) return null;
  let length = 0;
  for (let i = textStart - 1; i >= lengthStart; i--) length = length * 256 + bytes[i]!;
  return textStart + length;
}

/** Bytes that tell the length of the header's text. */
function lengthOfLength(bytes: Uint8Array): number {
  return (bytes[NPY_MAGIC.length] ?? 1) === 1 ? 2 : 4;
}

/** The header is a Python dict with these three keys, in any order. */
function parseHeader(caller: string, text: string, textStart: number): Omit<NpyHeader, "start"> {
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
    type: (type[1] ?? type[2]) as NumberType,
    fortranOrder: field("fortran_order", "(True|False)") === "True",
    shape,
  };
}
