import { strFromU8 } from "fflate";
import type { Tensor, TensorData } from "../tensor.ts";
import { bytesOf, bytesOfData, type NumberType, elementTypeOf, readElements, sizeOf } from "./elements.ts";
import { FileFormatError } from "./file-format-error.ts";
import { PREFIX, safetensorsHeaderOf, safetensorsTypes as dtypes, type TensorKind } from "./safetensors-header.ts";

/** Tensors by name, and words about them. */
export type Safetensors = {
  readonly tensors: Readonly<Record<string, Tensor<TensorData>>>;
  readonly metadata: Readonly<Record<string, string>>;
};

/**
 * Writes tensors as a safetensors file.
 *
 *   8 bytes: length of the header;  the header: JSON, padded with spaces to a multiple of 8;  the numbers, without gaps
 *
 * Tensors are sorted by type, widest first, then by name, so all are aligned and the same tensors give the same bytes.
 *
 * @param tensors By name: Float64Array is written as F64, Float32Array as F32, Int32Array as I32, Uint8Array as U8.
 * @param metadata Strings, by name.
 * @returns The bytes of the file.
 * @throws RangeError if a tensor is named "__metadata__", which the format keeps for itself.
 * @example
 * const bytes = encodeSafetensors({ w: createTensor(Float32Array.of(1, 2), [2]) }, { made: "here" });
 * decodeSafetensors(bytes).metadata; // => { made: "here" }
 * @see https://github.com/huggingface/safetensors
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor<TensorData>>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = Object.entries(tensors).map(([name, { data, shape }]) => [
    name,
    { type: elementTypeOf(data), shape },
  ]);
  const kinds = Object.fromEntries(entries) as Record<string, TensorKind>;
  const { header, order } = safetensorsHeaderOf("encodeSafetensors", kinds, metadata);
  const total = order.reduce((sum, name) => sum + tensors[name]!.data.byteLength, header.length);
  const bytes = new Uint8Array(total);
  bytes.set(header);
  let at = header.length;
  for (const name of order) {
    bytes.set(bytesOfData(tensors[name]!.data), at);
    at += tensors[name]!.data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file.
 *
 * Types: F64, F32, I32, U8 and I64, which is read into an Int32Array if every number fits.
 *
 * @param bytes The whole file; not modified, no memory is shared with it.
 * @returns The tensors by name, in the file's order, and the metadata.
 * @throws FileFormatError, which names the rule and the byte, if the file is cut short, its header is not what the format
 *   asks for, a type is another one, or the tensors do not cover the data exactly, without gap or overlap.
 * @example
 * const bytes = encodeSafetensors({ pi: createTensor(Float64Array.of(0.25, 0.75), [2]) });
 * decodeSafetensors(bytes).tensors["pi"]?.data; // => [0.25, 0.75]
 * @see https://github.com/huggingface/safetensors
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { header, start } = readHeader(bytes);
  const { __metadata__: metadata = {}, ...fields } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((word) => typeof word === "string")) {
    throw new FileFormatError("decodeSafetensors: __metadata__ must be strings by name, got something else", PREFIX);
  }
  const entries = Object.entries(fields).map(([name, field]) => checkField(name, field));
  let covered = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw new FileFormatError(
        `decodeSafetensors: tensor ${JSON.stringify(name)} must begin where the one before it ends, ${covered}, got ${begin}`,
        start + Math.min(begin, covered),
      );
    }
    covered = end;
  }
  if (start + covered !== bytes.length) {
    throw new FileFormatError(
      `decodeSafetensors: file must be ${start + covered} bytes long as its header says, got ${bytes.length}`,
      Math.min(start + covered, bytes.length),
    );
  }
  const tensors = entries.map(({ name, type, shape, begin }) => [
    name,
    { shape, data: readElements("decodeSafetensors", bytes, start + begin, type, sizeOf(shape)) },
  ]);
  return {
    tensors: Object.fromEntries(tensors) as Record<string, Tensor<TensorData>>,
    metadata: metadata as Record<string, string>,
  };
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < PREFIX) {
    throw new FileFormatError(
      `decodeSafetensors: file must begin with 8 bytes of header length, got ${bytes.length}`,
      bytes.length,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - PREFIX)) {
    throw new FileFormatError(
      `decodeSafetensors: file must hold its header of ${length.toString()} bytes, got ${bytes.length - PREFIX}`,
      0,
    );
  }
  const start = PREFIX + Number(length);
  const text = strFromU8(bytes.subarray(PREFIX, start));
  const header = parseJson(text);
  if (!text.startsWith("{") || !isRecord(header)) {
    throw new FileFormatError("decodeSafetensors: header must be a JSON object, got something else", PREFIX);
  }
  return { header, start };
}

type Field = {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
};

function checkField(name: string, field: unknown): Field {
  const fail = (rule: string, value: unknown): never => {
    const got = JSON.stringify(value) as string | undefined; // undefined of undefined
    throw new FileFormatError(
      `decodeSafetensors: ${rule} of tensor ${JSON.stringify(name)}, got ${got ?? "nothing"}`,
      PREFIX,
    );
  };
  if (!isRecord(field)) return fail("header must give dtype, shape and data_offsets", field);
  const { dtype, shape, data_offsets: offsets } = field;
  const type = typeof dtype === "string" && Object.hasOwn(dtypes, dtype) ? dtypes[dtype] : undefined;
  if (type === undefined) return fail(`dtype must be among ${Object.keys(dtypes).join(", ")}`, dtype);
  if (!Array.isArray(shape) || !Number.isSafeInteger(sizeOf(shape))) return fail("shape must be lengths", shape);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !Number.isSafeInteger(sizeOf(offsets))) {
    return fail("data_offsets must be a begin and an end", offsets);
  }
  const [begin, end] = offsets as [number, number];
  const wanted = sizeOf(shape) * bytesOf(type);
  if (end - begin !== wanted) return fail(`data_offsets must be ${wanted} bytes apart like the shape`, offsets);
  return { name, type, shape: shape as number[], begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
