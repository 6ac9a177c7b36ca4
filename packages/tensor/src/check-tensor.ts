import type { Tensor, TensorData } from "./tensor.ts";

/**
 * Checks that an argument is a tensor of a shape, with as many entries as it says, all finite.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @param shape What the shape must be.
 * @throws RangeError if the shape or the number of entries is another, or an entry is not finite.
 * @example
 * const values = createTensor(Float64Array.of(1, 2), [2, 1]);
 * let message = "";
 * try {
 *   checkTensor("runModel", "values", values, [1, 2]);
 * } catch (error) {
 *   message = (error as Error).message;
 * }
 * message; // => "runModel: values must have shape [1, 2], got [2, 1]"
 */
export function checkTensor(
  caller: string,
  argument: string,
  tensor: Tensor<TensorData>,
  shape: readonly number[],
): void {
  const got = tensor.shape;
  if (got.length !== shape.length || got.some((size, axis) => size !== shape[axis])) {
    throw new RangeError(`${caller}: ${argument} must have shape [${shape.join(", ")}], got [${got.join(", ")}]`);
  }
  const { data } = tensor;
  const entries = shape.reduce((product, size) => product * size, 1);
  if (data.length !== entries) {
    throw new RangeError(`${caller}: ${argument} must have ${entries} entries, got ${data.length}`);
  }
  const bad = data.findIndex((entry) => !Number.isFinite(entry));
  if (bad < 0) return;
  let rest = bad;
  const place = shape.toReversed().map((size) => {
    const index = rest % size;
    rest = Math.floor(rest / size);
    return index;
  });
  throw new RangeError(
    `${caller}: ${argument} must be finite, got ${data[bad]!} at [${place.toReversed().join(", ")}]`,
  );
}
