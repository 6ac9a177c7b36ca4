import type { TensorData } from "../tensor.ts";
import { bytesOf, type NumberType, readElements, sizeOf } from "./elements.ts";
import { FileFormatError } from "./file-format-error.ts";
import { type NpyHeader, npyStart, readNpyHeader } from "./npy-header.ts";

/** Reads one NumPy file that arrives in pieces. */
export type NpyReader = {
  /** Type and shape, once they have been read; null before. */
  header(): { readonly type: NumberType; readonly shape: readonly number[] } | null;
  /**
   * Takes the next bytes of the file and gives the numbers that are complete with them, row-major, after those given
   * before; null if there is none.
   */
  read(bytes: Uint8Array): TensorData | null;
  /** Says that the file has ended: throws if it should not have. */
  end(): void;
};

/** A header longer than this is no header. */
const LONGEST_HEADER = 2 ** 20;

/**
 * Reads a NumPy file (.npy, versions 1 to 3) piece by piece, in memory of the size of a piece.
 *
 * Types as in `decodeNpy`; rows must come one after the other (C order), for Fortran order needs the whole file.
 *
 * @returns A reader; its `read` and `end` throw what `decodeNpy` throws, as soon as it shows.
 * @example
 * const reader = npyReader();
 * const file = encodeNpy(createTensor(Int32Array.of(5, 6, 7), [3]));
 * reader.read(file.subarray(0, 137))?.length; // => 2
 * reader.read(file.subarray(137))?.[0]; // => 7
 * reader.header()?.shape; // => [3]
 * reader.end();
 */
export function npyReader(): NpyReader {
  const caller = "npyReader";
  let header: NpyHeader | null = null;
  let pending: Uint8Array = new Uint8Array(0); // read, but no whole header or number yet
  let offset = 0; // of `pending` in the file
  let left = 0; // numbers still to come

  const take = (count: number): void => {
    pending = pending.subarray(count);
    offset += count;
  };
  const readHeader = (): NpyHeader | null => {
    const start = npyStart(caller, pending);
    if (start !== null && start > LONGEST_HEADER) {
      throw new FileFormatError(`${caller}: header must be at most ${LONGEST_HEADER} bytes long, got ${start}`, 8);
    }
    if (start === null || pending.length < start) return null;
    const found = readNpyHeader(caller, pending);
    if (found.fortranOrder && found.shape.length > 1) {
      throw new FileFormatError(`${caller}: fortran_order must be False to be read in pieces, got True`, 10);
    }
    take(start);
    left = sizeOf(found.shape);
    return found;
  };

  return {
    header: () => header,
    read(bytes) {
      pending = pending.length === 0 ? bytes : joined(pending, bytes);
      header ??= readHeader();
      if (header === null) {
        pending = pending.slice(); // the caller may use the memory again
        return null;
      }
      const size = bytesOf(header.type);
      const count = Math.min(left, Math.floor(pending.length / size));
      const numbers = count === 0 ? null : readElements(caller, pending, 0, header.type, count, offset);
      take(count * size);
      left -= count;
      if (left === 0 && pending.length > 0) {
        throw new FileFormatError(`${caller}: file of shape [${header.shape.join(", ")}] must end, got more`, offset);
      }
      pending = pending.slice();
      return numbers;
    },
    end() {
      if (header === null)
        readNpyHeader(caller, pending); // says what is missing
      else if (left > 0) {
        const rule = `file of shape [${header.shape.join(", ")}] and type ${header.type} must not end`;
        throw new FileFormatError(`${caller}: ${rule} ${left} numbers too soon, got its end`, offset + pending.length);
      }
    },
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
