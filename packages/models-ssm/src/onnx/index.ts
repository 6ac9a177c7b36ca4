/** State-space models as ONNX files. */

export { decodeSelective, encodeSelective } from "./selective-file.ts";
export { decodeRecurrence, encodeRecurrence } from "./recurrence-file.ts";
export { decodeDiagonal, encodeDiagonal } from "./diagonal-file.ts";
export { decodeConvolution, encodeConvolution } from "./convolution-file.ts";
