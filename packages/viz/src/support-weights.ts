/**
 * Weights between geometry and measure: w = p^beta.
 *
 * beta = 0 shows the support (each point counts the same), beta = 1 the natural measure (each point as probable as it is).
 * They are different fractals, and a figure should say which it shows. Near 0.1 both can be seen.
 *
 * @param probabilities Non-negative, any scale; a point of probability 0 keeps weight 0.
 * @param beta In [0, 1].
 * @returns Weights, same length, largest 1; not normalised otherwise.
 * @throws RangeError if beta or a probability is out of range, or all probabilities are 0.
 * @example
 * supportWeights(Float64Array.of(0.25, 0.0625, 0), 0.5); // => [1, 0.5, 0]
 */
export function supportWeights(probabilities: Float64Array, beta: number): Float64Array {
  if (!(beta >= 0 && beta <= 1)) throw new RangeError(`supportWeights: beta must be in [0, 1], got ${beta}`);
  let largest = 0;
  for (const p of probabilities) {
    if (!(p >= 0 && p < Infinity)) throw new RangeError(`supportWeights: probabilities must be 0 or more, got ${p}`);
    largest = Math.max(largest, p);
  }
  if (largest === 0) throw new RangeError("supportWeights: a probability must be above 0, got none");
  return probabilities.map((p) => (p === 0 ? 0 : (p / largest) ** beta));
}
