import type { WalkTables } from "./walk-tables.ts";

/** Fields of 2^4 and of 2^3 bits, as many rows as fit in 64, and how many tokens fit in a field. */
const LAYOUTS = [
  { fieldBits: 4, mostRows: 4, mostTokens: 1022 },
  { fieldBits: 3, mostRows: 8, mostTokens: 3 },
] as const;

/** Steps of a walk from every row at once, as the kernel takes them. */
export type StepTable = {
  /**
   * Shape [2^10, 2]: 64 bits for each slot, in fields of 2^fieldBits, the step from each row. A step is
   * (row that it leads to) · 2^fieldBits + 64 · token, or all ones where the guide must be asked.
   */
  readonly steps: Int32Array;
  readonly fieldBits: number;
};

/**
 * Lays the guide of a process of few states out by slots, or returns null if a slot does not fit in 64 bits. Fitting are up to
 * three states, and up to seven if there are no more than three tokens.
 */
export function stepTable({ guide, rowBits }: WalkTables, numTokens: number): StepTable | null {
  const slots = 2 ** (rowBits - 2);
  const rows = guide.length / slots;
  const layout = LAYOUTS.find(({ mostRows, mostTokens }) => rows <= mostRows && numTokens <= mostTokens);
  if (!layout) return null;
  const { fieldBits } = layout;
  const width = 2 ** fieldBits;
  const ofToken = 2 ** rowBits - 1;
  const steps = new Int32Array(2 * slots);
  for (let row = 0; row < rows; row++) {
    const bit = row * width;
    for (let slot = 0; slot < slots; slot++) {
      const move = guide[row * slots + slot]!;
      const step = move < 0 ? 2 ** width - 1 : ((move >> rowBits) << fieldBits) + ((move & ofToken) << 6);
      steps[2 * slot + (bit >> 5)]! |= step << (bit & 31);
    }
  }
  return { steps, fieldBits };
}
