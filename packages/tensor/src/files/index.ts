/** Tensors as files, bytes in and bytes out: NumPy's .npy and .npz, and safetensors. */

// NumPy
export { decodeNpy, encodeNpy } from "./npy.ts";
export { decodeNpz, encodeNpz } from "./npz.ts";
export { npyHeader } from "./npy-header.ts";
export { npyReader, type NpyReader } from "./npy-reader.ts";

// safetensors
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";
export { safetensorsHeader, type TensorKind } from "./safetensors-header.ts";

// What both tell
export { type NumberType } from "./elements.ts";

// What they throw
export { FileFormatError } from "./file-format-error.ts";
