/** Attention models as ONNX files. */

export { encodeAttention } from "./encode-attention.ts";
export { decodeAttention } from "./decode-attention.ts";
