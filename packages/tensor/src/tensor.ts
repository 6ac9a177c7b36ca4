/** The typed arrays that a tensor may hold. */
export type TensorData = Float64Array | Float32Array | Int32Array | Uint8Array;

/**
 * A row-major shaped view of a typed array: plain data, `data.length` is the product of `shape`.
 * Probabilities are Float64, activations and weights Float32, tokens Int32.
 */
export type Tensor<D extends TensorData = Float64Array> = {
  readonly shape: readonly number[];
  readonly data: D;
};

/**
 * Pairs data with a shape, after checking that they fit.
 *
 * @param data Row-major values; kept, not copied.
 * @param shape Non-negative integers whose product is `data.length`.
 * @throws RangeError if the shape does not fit the data.
 * @example
 * createTensor(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]).shape; // => [2, 3]
 */
export function createTensor<D extends TensorData>(data: D, shape: readonly number[]): Tensor<D> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (!shape.every((length) => Number.isInteger(length) && length >= 0) || size !== data.length) {
    throw new RangeError(`createTensor: shape must fit ${data.length} values, got [${shape.join(", ")}]`);
  }
  return { shape: [...shape], data };
}
