import { zipSync } from "fflate";
import type { Tensor, TensorData } from "../tensor.ts";
import { FileFormatError } from "./file-format-error.ts";
import { decodeNpyOf, encodeNpy } from "./npy.ts";
import { zipEntries } from "./zip-entries.ts";

/**
 * Writes named tensors as a NumPy archive (.npz), as `numpy.savez_compressed` does.
 *
 * @param tensors By name; types as in `encodeNpy`.
 * @param options.compress Default true; false stores the numbers as they are.
 * @returns The bytes of the file, the same ones for the same tensors.
 * @example
 * const bytes = encodeNpz({ tokens: createTensor(Int32Array.of(0, 1), [2]) });
 * Object.keys(decodeNpz(bytes)); // => ["tokens"]
 */
export function encodeNpz(
  tensors: Readonly<Record<string, Tensor<TensorData>>>,
  options: { readonly compress?: boolean } = {},
): Uint8Array {
  const { compress = true } = options;
  const files = Object.entries(tensors).map(([name, tensor]) => [`${name}.npy`, encodeNpy(tensor)]);
  const mtime = new Date(1980, 0, 1); // the first that ZIP can say
  return zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { level: compress ? 6 : 0, mtime });
}

/**
 * Reads a NumPy archive (.npz) of `numpy.savez` or `numpy.savez_compressed`.
 *
 * @param bytes The whole file; not modified, no memory is shared with it.
 * @returns The tensors by name, without ".npy"; types as in `decodeNpy`.
 * @throws FileFormatError if the archive is cut short or damaged, or one of its arrays is nothing `decodeNpy` reads; the
 *   message then names the array, and the byte counts within it.
 * @example
 * const bytes = encodeNpz({ beliefs: createTensor(Float64Array.of(0.25, 0.75), [1, 2]) });
 * decodeNpz(bytes)["beliefs"]?.data; // => [0.25, 0.75]
 */
export function decodeNpz(bytes: Uint8Array): Record<string, Tensor<TensorData>> {
  const tensors = new Map<string, Tensor<TensorData>>();
  for (const entry of zipEntries("decodeNpz", bytes)) {
    const name = entry.name.replace(/\.npy$/, "");
    if (tensors.has(name)) throw new FileFormatError(`decodeNpz: names must differ, got ${JSON.stringify(name)} twice`);
    tensors.set(name, decodeNpyOf(`decodeNpz: entry ${JSON.stringify(entry.name)}`, entry.bytes));
  }
  return Object.fromEntries(tensors);
}
