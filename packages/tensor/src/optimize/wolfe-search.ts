import { inner } from "./minimum.ts";
import type { Objective } from "./lbfgs.ts";

/** A point on a line x + step · direction, with what the objective says there. */
export type LinePoint = {
  readonly step: number;
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** gradient · direction */
  readonly slope: number;
};

const SUFFICIENT_DECREASE = 1e-4; // c1
const CURVATURE = 0.9; // c2
const MAX_EVALUATIONS = 40;

/** Values nearer than this share of the first one differ by rounding only; slopes then say more than values. */
const ROUNDING = 1e-14;

/**
 * A step along a direction of descent that meets the strong Wolfe conditions, by bracketing and cubic interpolation.
 *
 *   f(x + s p) <= f(x) + c1 s p·g(x),   |p·g(x + s p)| <= c2 |p·g(x)|
 *
 * Where f can no longer tell, sufficient decrease is judged by the slope: p·g(x + s p) <= (2 c1 - 1) p·g(x).
 *
 * @param start The point with step 0; its slope is negative.
 * @param firstStep Where to try first.
 * @returns The point, or the lowest one seen below the start, or null if there is none. Points where f is not finite count
 *   as infinitely high.
 * @see Nocedal & Wright 2006, "Numerical optimization", algorithms 3.5 and 3.6; Hager & Zhang 2005
 */
export function wolfeSearch(
  objective: Objective,
  start: LinePoint,
  direction: Float64Array,
  firstStep: number,
): LinePoint | null {
  let evaluations = 0;
  let lowest: LinePoint | null = null;
  const at = (step: number): LinePoint => {
    evaluations++;
    const x = start.x.map((value, i) => value + step * direction[i]!);
    const gradient = new Float64Array(x.length);
    const value = objective(x, gradient);
    const slope = inner(gradient, direction);
    if (!Number.isFinite(value) || !Number.isFinite(slope))
      return { step, x, value: Infinity, gradient, slope: Infinity };
    const point = { step, x, value, gradient, slope };
    if (value < (lowest ?? start).value) lowest = point;
    return point;
  };
  const decreases = ({ step, value, slope }: LinePoint): boolean =>
    value <= start.value + SUFFICIENT_DECREASE * step * start.slope ||
    (value <= start.value + ROUNDING * Math.abs(start.value) && slope <= (2 * SUFFICIENT_DECREASE - 1) * start.slope);
  const isFlat = ({ slope }: LinePoint): boolean => Math.abs(slope) <= -CURVATURE * start.slope;

  // `low` meets the decrease and slopes towards `high`; a good step lies between them.
  const zoom = (low: LinePoint, high: LinePoint): LinePoint | null => {
    while (evaluations < MAX_EVALUATIONS) {
      const middle = at(interpolate(low, high));
      if (middle.step === low.step || middle.step === high.step) break; // the interval is down to rounding
      if (!decreases(middle) || middle.value > low.value) {
        high = middle;
      } else {
        if (isFlat(middle)) return middle;
        if (middle.slope * (high.step - low.step) >= 0) high = low;
        low = middle;
      }
    }
    return lowest;
  };

  let previous = start;
  let step = firstStep;
  while (evaluations < MAX_EVALUATIONS) {
    const point = at(step);
    if (!decreases(point) || (previous !== start && point.value >= previous.value)) return zoom(previous, point);
    if (isFlat(point)) return point;
    if (point.slope >= 0) return zoom(point, previous);
    previous = point;
    step *= 2;
  }
  return lowest;
}

/** The minimum of the cubic through two points and slopes, kept off the ends of the interval. */
function interpolate(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const halfway = a.step + width / 2;
  if (b.value === Infinity) return a.step + width / 10;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const square = d1 * d1 - a.slope * b.slope;
  if (!(square >= 0)) return halfway;
  const d2 = Math.sign(width) * Math.sqrt(square);
  const share = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  return share > 0.05 && share < 0.95 ? a.step + share * width : halfway;
}
