import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { checkModel } from "./check-model.ts";
import { FormatError } from "./format-error.ts";
import { ModelProtoSchema } from "./gen/onnx_pb.ts";
import type { OnnxModel } from "./model.ts";

/**
 * Reads an ONNX file and checks that it is whole: every byte belongs to a field, the graph has nodes and outputs, every
 * value that is read is made, every tensor holds what its shape promises.
 *
 * What can't be noticed: a file cut exactly between two trailing fields that nothing refers to (metadata).
 *
 * @param bytes The file. Tensors of the result are views of it, so don't change it afterwards.
 * @returns The ONNX message `ModelProto`; fields that this package doesn't know survive `encodeModel`.
 * @throws FormatError if the bytes are not a whole ONNX model.
 * @example
 * const bytes = encodeModel(
 *   buildModel({
 *     inputs: [{ name: "x", type: "float32" }],
 *     outputs: [{ name: "y", type: "float32" }],
 *     nodes: [{ op: "Exp", inputs: ["x"], outputs: ["y"] }],
 *   }),
 * );
 * decodeModel(bytes).graph.node[0]!.opType; // => "Exp"
 * @see https://github.com/onnx/onnx/blob/main/docs/IR.md
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const other = otherFormat(bytes);
  if (other)
    throw new FormatError(`decodeModel: file must be an ONNX model, got ${other}`, bytes.length > 0 ? 0 : null);
  if (bytes.length >= 2 ** 31) {
    throw new FormatError(`decodeModel: file must be smaller than 2 GiB, got ${bytes.length} bytes`);
  }
  checkFields(bytes);
  const model = parse(bytes);
  checkModel(model, "decodeModel");
  return model;
}

function parse(bytes: Uint8Array) {
  try {
    // Not a Buffer: the slices of its views would not be copies.
    return fromBinary(ModelProtoSchema, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    throw new FormatError(
      `decodeModel: file must be an ONNX model, got a broken message (${(error as Error).message})`,
    );
  }
}

/** Walks over the outermost fields, so that a file that ends early or isn't protobuf is known with its place. */
function checkFields(bytes: Uint8Array): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < bytes.length) {
    const start = reader.pos;
    try {
      const [field, wireType] = reader.tag();
      reader.skip(wireType, field);
    } catch {
      if (reader.pos > bytes.length) {
        const got = `${bytes.length} bytes of at least ${reader.pos} in a field`;
        throw new FormatError(`decodeModel: file must be whole, got ${got}`, start);
      }
      throw new FormatError("decodeModel: file must be an ONNX model, got something that is not protobuf", start);
    }
  }
}

/** What the bytes are, where they are recognisably something else. */
function otherFormat(bytes: Uint8Array): string | null {
  if (bytes.length === 0) return "no bytes";
  const head = String.fromCharCode(...bytes.subarray(0, 64));
  if (head.startsWith("\x89PNG")) return "a PNG image";
  if (head.startsWith("PK\x03\x04")) return "a ZIP archive (a PyTorch checkpoint is one: export it to ONNX first)";
  if (head.startsWith("\x1f\x8b")) return "a gzip file";
  if (head.startsWith("\x89HDF")) return "an HDF5 file";
  if (head.startsWith("version https://git-lfs")) return "a Git LFS pointer (fetch the file itself)";
  return /^[\t\n\r\x20-\x7e]+$/.test(head) ? "text" : null;
}
