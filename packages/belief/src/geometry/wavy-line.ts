import { slopeWeights } from "./slope-weights.ts";

/** Parts of the line by which its straightness is judged. */
const PARTS = 4;

/**
 * The slope of a line through y[from], ..., y[to - 1], and how uncertain waves make it: the larger of half the difference of
 * the slopes in its halves and the standard error of the slopes in its quarters.
 *
 * @param step The distance of neighbouring points, of which there are 3 at least.
 */
export function wavyLine(
  y: Float64Array,
  from: number,
  to: number,
  step: number,
): { readonly slope: number; readonly waviness: number } {
  const slopeOf = (a: number, b: number): number =>
    slopeWeights(b - a, step).reduce((sum, weight, k) => sum + weight * y[a + k]!, 0);
  const steps = to - from - 1;
  const halfway = from + Math.floor(steps / 2);
  const bend = slopeOf(from, halfway + 1) - slopeOf(halfway, to);
  const numParts = Math.min(PARTS, steps);
  const slopes = Array.from({ length: numParts }, (_, part) =>
    slopeOf(from + Math.floor((part * steps) / numParts), from + Math.floor(((part + 1) * steps) / numParts) + 1),
  );
  const mean = slopes.reduce((sum, slope) => sum + slope, 0) / numParts;
  const square = slopes.reduce((sum, slope) => sum + (slope - mean) ** 2, 0);
  const scatter = Math.sqrt(square / numParts / (numParts - 1));
  return { slope: slopeOf(from, to), waviness: Math.max(Math.abs(bend) / 2, scatter) };
}
