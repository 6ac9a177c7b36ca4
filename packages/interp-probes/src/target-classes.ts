import type { Tensor } from "@beliefscope/tensor";

/** Which rows have equal targets. */
export type TargetClasses = {
  /** The class of each row, 0, 1, …, shape [row]. */
  readonly classes: Int32Array;
  readonly numClasses: number;
};

/**
 * Groups rows whose targets are equal to 1e-9 in every column.
 *
 * Rows are swept in the order of one linear form of their targets, each compared with the last member of every class
 * that is within reach; so no grid of rounded values can part two equal rows.
 *
 * @param targets Shape [row, target].
 * @example
 * targetClasses({ shape: [4, 1], data: Float64Array.of(0.3, 0.1, 0.1 + 0.2, 0.1) }).classes; // => [1, 0, 1, 0]
 */
export function targetClasses({ shape, data }: Tensor): TargetClasses {
  const tolerance = 1e-9;
  const [rows, width] = shape as [number, number];
  const coefficients = Array.from({ length: width }, (_, column) => Math.sqrt(column + 1));
  const reach = tolerance * coefficients.reduce((sum, value) => sum + value, 0);
  const form = Float64Array.from({ length: rows }, (_, row) =>
    coefficients.reduce((sum, value, column) => sum + value * data[row * width + column]!, 0),
  );
  const equal = (a: number, b: number): boolean => {
    for (let c = 0; c < width; c++) {
      if (Math.abs(data[a * width + c]! - data[b * width + c]!) > tolerance) return false;
    }
    return true;
  };

  const classes = new Int32Array(rows);
  let numClasses = 0;
  let near: number[] = []; // the last member of each class within reach
  for (const row of Int32Array.from(form.keys()).sort((a, b) => form[a]! - form[b]!)) {
    near = near.filter((member) => form[row]! - form[member]! <= reach);
    const match = near.findIndex((member) => equal(member, row));
    classes[row] = match < 0 ? numClasses++ : classes[near[match]!]!;
    near[match < 0 ? near.length : match] = row;
  }
  return { classes, numClasses };
}
