import type { OnnxModel } from "./model.ts";
import { weightTensors } from "./weight-tensors.ts";

/**
 * The number of a model's weights: the entries of every constant floating-point tensor with at least one axis. (Masks and
 * tables that were not learned are among them.)
 *
 * @param model From `decodeModel`.
 * @example
 * const model = buildModel({
 *   inputs: [{ name: "x", type: "float32" }],
 *   outputs: [{ name: "y", type: "float32" }],
 *   initializers: { w: { shape: [2, 3], data: new Float32Array(6) } },
 *   nodes: [{ op: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
 * });
 * countWeights(model); // => 6
 */
export function countWeights(model: OnnxModel): number {
  const sizes = weightTensors(model).map(({ tensor }) => tensor.dims.reduce((size, axis) => size * Number(axis), 1));
  return sizes.reduce((sum, size) => sum + size, 0);
}
