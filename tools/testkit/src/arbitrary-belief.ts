import fc from "fast-check";

/** An arbitrary probability vector of n entries, zeros included. */
export function arbitraryBelief(n: number): fc.Arbitrary<Float64Array> {
  return fc.array(fc.nat({ max: 1000 }), { minLength: n, maxLength: n }).map((weights) => normalized(weights));
}

/** Weights divided by their sum; all weight on the first entry if they are all 0. */
export function normalized(weights: readonly number[]): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float64Array.from(weights, (weight, i) => (total > 0 ? weight / total : i === 0 ? 1 : 0));
}
