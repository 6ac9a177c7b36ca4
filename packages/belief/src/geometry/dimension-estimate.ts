/** A dimension with its error, or null with the reason. */
export type DimensionEstimate = {
  readonly value: number | null;
  /** What to add and take off; how it comes about is said by who estimates. */
  readonly error: number | null;
  readonly method: string;
  readonly reason: string | null;
  /** The distances between which a line was fitted, the smaller first; null where none was. */
  readonly fitRange: readonly [number, number] | null;
};

/** A dimension known without a measurement. */
export function knownDimension(value: number, method: string): DimensionEstimate {
  return { value, error: 0, method, reason: null, fitRange: null };
}

/** No dimension, and why. */
export function unknownDimension(method: string, reason: string): DimensionEstimate {
  return { value: null, error: null, method, reason, fitRange: null };
}
