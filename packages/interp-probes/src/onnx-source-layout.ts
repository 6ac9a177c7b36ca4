import type { Tensor } from "@beliefscope/tensor";

/** Whether a hook's positions are queries and keys, or its second axis. */
export function isPattern(hook: string): boolean {
  return hook.endsWith("hook_pattern");
}

/** The axes of a hook's tensor, in words. */
export function expectedShape(hook: string): string {
  return isPattern(hook) ? "[batch, head, query, key]" : "[batch, position, width]";
}

/**
 * The shape of a tensor as its hook has it: [batch, position, width] or with more axes, and [batch, head, query, key] for
 * a pattern, whose batch and heads may be merged in one axis.
 *
 * @returns null if the tensor can't be of that shape.
 */
export function hookShape(hook: string, dims: readonly number[], batch: number, length: number): number[] | null {
  if (!isPattern(hook)) return dims.length >= 3 && dims[0] === batch && dims[1] === length ? [...dims] : null;
  if (dims.length < 3 || dims.length > 4 || dims.at(-1) !== length || dims.at(-2) !== length) return null;
  const merged = dims.slice(0, -2).reduce((product, size) => product * size, 1);
  const fits = dims.length === 4 ? dims[0] === batch : merged % batch === 0;
  return fits ? [batch, merged / batch, length, length] : null;
}

/** The axes of a shape from `hookShape` that are neither the batch nor positions: heads, or the width. */
export function otherAxes(hook: string, shape: readonly number[]): readonly number[] {
  return isPattern(hook) ? [shape[1]!] : shape.slice(2);
}

/**
 * Drops the first positions of a hook's tensor: those of a pattern as queries and as keys, so that what its rows lack of
 * 1 is the attention paid to them.
 */
export function dropPositions(tensor: Tensor<Float32Array>, hook: string, skipped: number): Tensor<Float32Array> {
  if (skipped === 0) return tensor;
  const { shape, data } = tensor;
  const axis = isPattern(hook) ? 2 : 1;
  const sequences = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const length = shape[axis]!;
  const width = data.length / (sequences * length); // of one position: its keys, or all its other axes
  const first = isPattern(hook) ? skipped : 0;
  const kept = length - skipped;
  const result = new Float32Array(sequences * kept * (width - first));
  for (let row = 0; row < sequences * kept; row++) {
    const from = (Math.floor(row / kept) * length + skipped + (row % kept)) * width;
    result.set(data.subarray(from + first, from + width), row * (width - first));
  }
  const rest = isPattern(hook) ? [width - first] : shape.slice(2);
  return { shape: [...shape.slice(0, axis), kept, ...rest], data: result };
}

/**
 * The reverse of `dropPositions` for one position: puts back what was read at BOS. A pattern pays BOS what its rows lack
 * of 1.
 *
 * @param tensor As `dropPositions` leaves it.
 * @param whole The hook's tensor with the position of BOS, of any batch: BOS sees nothing but itself, whatever follows.
 */
export function withFirstPosition(
  tensor: Tensor<Float32Array>,
  hook: string,
  whole: Tensor<Float32Array>,
): Tensor<Float32Array> {
  const { shape, data } = tensor;
  const axis = isPattern(hook) ? 2 : 1;
  const perRow = isPattern(hook) ? shape[1]! : 1; // sequences of positions in a row of the batch
  const sequences = shape[0]! * perRow;
  const kept = shape[axis]!;
  const length = kept + 1;
  const width = data.length / (sequences * kept);
  const first = isPattern(hook) ? 1 : 0;
  const result = new Float32Array(sequences * length * (width + first));
  for (let sequence = 0; sequence < sequences; sequence++) {
    const start = sequence * length * (width + first);
    const read = (sequence % perRow) * length * (width + first);
    result.set(whole.data.subarray(read, read + width + first), start);
    for (let position = 0; position < kept; position++) {
      const row = data.subarray((sequence * kept + position) * width, (sequence * kept + position + 1) * width);
      const at = start + (position + 1) * (width + first);
      result.set(row, at + first);
      if (isPattern(hook)) result[at] = 1 - row.reduce((sum, weight) => sum + weight, 0);
    }
  }
  const rest = isPattern(hook) ? [length] : shape.slice(2);
  return { shape: [...shape.slice(0, axis), length, ...rest], data: result };
}

/** The first rows of a tensor. */
export function firstRows({ shape, data }: Tensor<Float32Array>, rows: number): Tensor<Float32Array> {
  return { shape: [rows, ...shape.slice(1)], data: data.subarray(0, (data.length / shape[0]!) * rows) };
}

/** Joins tensors that differ in length along the first axis only, along it. */
export function concatenateRows(parts: readonly Tensor<Float32Array>[]): Tensor<Float32Array> {
  if (parts.length === 1) return parts[0]!;
  const data = new Float32Array(parts.reduce((size, part) => size + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { shape: [parts.reduce((rows, { shape }) => rows + shape[0]!, 0), ...parts[0]!.shape.slice(1)], data };
}
