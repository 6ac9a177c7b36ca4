/**
 * How far two results are apart: the largest |a - b| / max(1, |b|), infinite where one is not a number.
 *
 * @param numbers May be shorter: a part of the job.
 */
export function disagreement(numbers: Float64Array, ours: Float64Array): number {
  if (numbers.length === 0 || numbers.length > ours.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) {
    const apart = Math.abs(numbers[i]! - ours[i]!) / Math.max(1, Math.abs(ours[i]!));
    if (!(apart <= largest)) largest = Number.isNaN(apart) ? Infinity : apart;
  }
  return largest;
}
