/** A point or a direction of a picture, y downwards. */
export type Vec = { readonly x: number; readonly y: number };

/** The unit vector from one point to another; upwards if they are the same. */
export function direction(from: Vec, to: Vec): Vec {
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  return distance < 1e-9 ? { x: 0, y: -1 } : { x: (to.x - from.x) / distance, y: (to.y - from.y) / distance };
}

/** The point at a distance and angle from a centre. */
export function polar(center: Vec, radius: number, angle: number): Vec {
  return { x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) };
}

/** A point moved along a direction. */
export function shifted(point: Vec, along: Vec, distance: number): Vec {
  return { x: point.x + distance * along.x, y: point.y + distance * along.y };
}
