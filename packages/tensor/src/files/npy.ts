import { strFromU8 } from "fflate";
import type { Tensor, TensorData } from "../tensor.ts";
import { bytesOf, bytesOfData, elementTypeOf, readElements, sizeOf } from "./elements.ts";
import { FileFormatError } from "./file-format-error.ts";
import { NPY_MAGIC, npyHeader, readNpyHeader } from "./npy-header.ts";

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
  const header = npyHeader(elementTypeOf(tensor.data), tensor.shape);
  const bytes = new Uint8Array(header.length + tensor.data.byteLength);
  bytes.set(header);
  bytes.set(bytesOfData(tensor.data), header.length);
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
  if (strFromU8(bytes.subarray(0, NPY_MAGIC.length), true) !== NPY_MAGIC) {
    throw new FileFormatError(`${caller}: file must begin with \\x93NUMPY, got something else`, 0);
  }
  const { type, fortranOrder, shape, start } = readNpyHeader(caller, bytes);
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
