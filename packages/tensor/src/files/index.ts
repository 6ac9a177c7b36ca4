/** Tensors as files, bytes in and bytes out: NumPy's .npy and .npz, and safetensors. */

// NumPy
export { decodeNpy, encodeNpy } from "./npy.ts";
export { decodeNpz, encodeNpz } from "./npz.ts";

// safetensors
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";

// What they throw
export { FileFormatError } from "./file-format-error.ts";
