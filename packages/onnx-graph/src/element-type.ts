import { TensorProto_DataType as DataType } from "./gen/onnx_pb.ts";

/** Element types of ONNX tensors: our name, ONNX's number, bits per element (0: not fixed). */
const table = [
  ["float32", DataType.FLOAT, 32],
  ["uint8", DataType.UINT8, 8],
  ["int8", DataType.INT8, 8],
  ["uint16", DataType.UINT16, 16],
  ["int16", DataType.INT16, 16],
  ["int32", DataType.INT32, 32],
  ["int64", DataType.INT64, 64],
  ["string", DataType.STRING, 0],
  ["bool", DataType.BOOL, 8],
  ["float16", DataType.FLOAT16, 16],
  ["float64", DataType.DOUBLE, 64],
  ["uint32", DataType.UINT32, 32],
  ["uint64", DataType.UINT64, 64],
  ["complex64", DataType.COMPLEX64, 64],
  ["complex128", DataType.COMPLEX128, 128],
  ["bfloat16", DataType.BFLOAT16, 16],
  ["float8e4m3fn", DataType.FLOAT8E4M3FN, 8],
  ["float8e4m3fnuz", DataType.FLOAT8E4M3FNUZ, 8],
  ["float8e5m2", DataType.FLOAT8E5M2, 8],
  ["float8e5m2fnuz", DataType.FLOAT8E5M2FNUZ, 8],
  ["float8e8m0", DataType.FLOAT8E8M0, 8],
  ["uint4", DataType.UINT4, 4],
  ["int4", DataType.INT4, 4],
  ["float4e2m1", DataType.FLOAT4E2M1, 4],
  ["uint2", DataType.UINT2, 2],
  ["int2", DataType.INT2, 2],
] as const;

/** The element type of a tensor, by its name in NumPy. */
export type ElementType = (typeof table)[number][0];

const byNumber = new Map<number, (typeof table)[number]>(table.map((row) => [row[1], row]));
const numbers = new Map<string, number>(table.map(([name, number]) => [name, number]));

/** The name of ONNX's number for an element type, or null for one that is undefined or newer than this package. */
export function elementTypeName(dataType: number): ElementType | null {
  return byNumber.get(dataType)?.[0] ?? null;
}

/** ONNX's number for an element type. */
export function elementTypeNumber(name: ElementType): number {
  return numbers.get(name)!;
}

/** Bits of one element in raw data; 0 for strings and for types that we don't know. */
export function elementBits(dataType: number): number {
  return byNumber.get(dataType)?.[2] ?? 0;
}
