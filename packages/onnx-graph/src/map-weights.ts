import { decodeModel } from "./decode-model.ts";
import { encodeModel } from "./encode-model.ts";
import { FormatError } from "./format-error.ts";
import { TensorProto_DataLocation as DataLocation } from "./gen/onnx_pb.ts";
import type { OnnxTensor } from "./model.ts";
import { type WeightType, weightTensors } from "./weight-tensors.ts";

/** A constant tensor of floating-point numbers with at least one axis, wherever the file keeps it. */
export type Weight = {
  /** Its initializer's name, or the output of its Constant node. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major; float16 and bfloat16 as their bits. */
  readonly data: WeightData;
  readonly type: WeightType;
};
export type WeightData = Float32Array | Float64Array | Uint16Array;

/**
 * Rewrites the weights of a model: every floating-point tensor with at least one axis, among the initializers and the
 * Constant nodes, bodies and local functions included. (Masks and tables that were not learned are among them.)
 *
 * @param bytes An ONNX file.
 * @param rewrite Returns new values of the same kind and length; it must not change what it gets.
 * @returns The new file.
 * @throws FormatError if the file is not a whole ONNX model, or keeps weights in another file.
 * @throws RangeError if `rewrite` returns another kind or length.
 * @example
 * const bytes = encodeModel(
 *   buildModel({
 *     inputs: [{ name: "x", type: "float32" }],
 *     outputs: [{ name: "y", type: "float32" }],
 *     initializers: { w: { shape: [4], data: Float32Array.of(1, 0, 2, 3) } },
 *     nodes: [{ op: "Mul", inputs: ["x", "w"], outputs: ["y"] }],
 *   }),
 * );
 * const halved = mapWeights(bytes, ({ data }) => data.map((value) => value / 2));
 * new Float32Array(decodeModel(halved).graph.initializer[0]!.rawData.slice().buffer); // => [0.5, 0, 1, 1.5]
 */
export function mapWeights(bytes: Uint8Array, rewrite: (weight: Weight) => WeightData): Uint8Array {
  const model = decodeModel(bytes);
  for (const { name, tensor, type } of weightTensors(model)) {
    if (tensor.dataLocation === DataLocation.EXTERNAL) {
      throw new FormatError(`mapWeights: weights must be inside the file, got "${name}" with external data`);
    }
    const data = readData(tensor, type);
    const mapped = rewrite({ name, shape: tensor.dims.map(Number), type, data });
    if (mapped.constructor !== data.constructor || mapped.length !== data.length) {
      const got = `${mapped.length} in ${mapped.constructor.name}`;
      throw new RangeError(`mapWeights: rewrite must return ${data.length} in ${data.constructor.name}, got ${got}`);
    }
    tensor.rawData = new Uint8Array(mapped.buffer, mapped.byteOffset, mapped.byteLength).slice();
    tensor.floatData = [];
    tensor.doubleData = [];
    tensor.int32Data = [];
  }
  return encodeModel(model);
}

/** A tensor's elements, copied. */
function readData({ rawData, floatData, doubleData, int32Data }: OnnxTensor, type: WeightType): WeightData {
  const raw = rawData.slice().buffer;
  if (type === "float32") return rawData.length > 0 ? new Float32Array(raw) : Float32Array.from(floatData);
  if (type === "float64") return rawData.length > 0 ? new Float64Array(raw) : Float64Array.from(doubleData);
  return rawData.length > 0 ? new Uint16Array(raw) : Uint16Array.from(int32Data);
}
