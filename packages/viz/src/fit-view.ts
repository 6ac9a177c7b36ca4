import type { PlanePoints } from "./project-points.ts";

/** The part of the plane that a picture shows. */
export type View = { readonly left: number; readonly right: number; readonly bottom: number; readonly top: number };

/** How the plane lies on a picture: column = originX + scale x, row = originY - scale y. */
export type Placement = { readonly scale: number; readonly originX: number; readonly originY: number };

const sidePadding = 0.09; // of the width, left and right
const nameRoom = 24; // above and below, for names
const largestGrowth = 1.8;

/**
 * The box around the simplex, grown to hold all points that leave it, up to 1.8 times its size on each axis.
 *
 * @param corners Of the simplex.
 * @param clouds All that will be compared in this view.
 * @example
 * fitView({ x: Float64Array.of(0, 1), y: Float64Array.of(0, 0) }, []); // => { left: 0, right: 1, bottom: 0, top: 0 }
 */
export function fitView(corners: PlanePoints, clouds: readonly PlanePoints[]): View {
  const [left, right] = grow(
    range(corners.x),
    clouds.map(({ x }) => x),
  );
  const [bottom, top] = grow(
    range(corners.y),
    clouds.map(({ y }) => y),
  );
  return { left, right, bottom, top };
}

/**
 * Centres a view on a picture, as large as 9 % of its width on each side, and room for names above and below, allow.
 *
 * @example
 * placeView({ left: 0, right: 1, bottom: 0, top: 1 }, 100, 148); // => { scale: 82, originX: 9, originY: 115 }
 */
export function placeView(view: View, width: number, height: number): Placement {
  const spanX = view.right - view.left;
  const spanY = view.top - view.bottom;
  const innerWidth = width * (1 - 2 * sidePadding);
  const innerHeight = Math.max(1, height - 2 * nameRoom);
  const scale = Math.min(spanX > 0 ? innerWidth / spanX : Infinity, spanY > 0 ? innerHeight / spanY : Infinity);
  const safe = Number.isFinite(scale) ? scale : 1; // a single point needs no scale
  return {
    scale: safe,
    originX: width / 2 - (safe * (view.left + view.right)) / 2,
    originY: height / 2 + (safe * (view.bottom + view.top)) / 2,
  };
}

/** Points of the plane in pixels of a picture that has `ratio` of them for each unit of the placement. */
export function placePoints({ x, y }: PlanePoints, placement: Placement, ratio: number): PlanePoints {
  const { scale, originX, originY } = placement;
  return {
    x: x.map((value) => ratio * (originX + scale * value)),
    y: y.map((value) => ratio * (originY - scale * value)),
  };
}

type Interval = readonly [low: number, high: number];

function range(values: Float64Array): Interval {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function grow([low, high]: Interval, clouds: readonly Float64Array[]): Interval {
  const reach = ((largestGrowth - 1) / 2) * (high - low);
  const ranges = clouds.filter((values) => values.length > 0).map(range);
  return [
    Math.max(low - reach, Math.min(low, ...ranges.map(([from]) => from))),
    Math.min(high + reach, Math.max(high, ...ranges.map(([, to]) => to))),
  ];
}
