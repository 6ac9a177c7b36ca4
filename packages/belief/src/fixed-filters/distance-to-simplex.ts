/**
 * The Euclidean distance of a vector from the nearest probability vector.
 *
 *   nearest[s] = max(v[s] - shift, 0),   shift such that they sum to 1
 *
 * @param vector Shape [state], finite.
 * @returns 0 on the simplex.
 * @see Held, Wolfe & Crowder 1974, "Validation of subgradient optimization"
 */
export function distanceToSimplex(vector: Float64Array): number {
  const rising = vector.toSorted();
  let shift = 0;
  let sum = 0;
  for (let kept = 1; kept <= rising.length; kept++) {
    const entry = rising[rising.length - kept]!;
    sum += entry;
    if (entry <= (sum - 1) / kept) break;
    shift = (sum - 1) / kept;
  }
  return Math.hypot(...vector.map((entry) => entry - Math.max(entry - shift, 0)));
}
