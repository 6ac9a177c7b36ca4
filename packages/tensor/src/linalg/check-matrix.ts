import type { Tensor } from "../tensor.ts";

/**
 * Checks that an argument is a matrix of finite numbers.
 *
 * @param caller The public function, for the message.
 * @param argument The argument's name, for the message.
 * @returns Its numbers of rows and columns.
 * @throws RangeError if it is not two-dimensional or an entry is not finite.
 */
export function checkMatrix(
  caller: string,
  argument: string,
  matrix: Tensor,
): readonly [rows: number, columns: number] {
  const [rows, columns] = matrix.shape;
  if (matrix.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new RangeError(`${caller}: ${argument} must have shape [rows, columns], got [${matrix.shape.join(", ")}]`);
  }
  const index = matrix.data.findIndex((entry) => !Number.isFinite(entry));
  if (index >= 0) {
    const place = `[${Math.floor(index / columns)}, ${index % columns}]`;
    throw new RangeError(`${caller}: ${argument} must be finite, got ${matrix.data[index]!} at ${place}`);
  }
  return [rows, columns];
}

/** Like `checkMatrix`, for a square matrix; returns its size. */
export function checkSquare(caller: string, argument: string, matrix: Tensor): number {
  const [rows, columns] = checkMatrix(caller, argument, matrix);
  if (rows !== columns) throw new RangeError(`${caller}: ${argument} must be square, got [${rows}, ${columns}]`);
  return rows;
}
