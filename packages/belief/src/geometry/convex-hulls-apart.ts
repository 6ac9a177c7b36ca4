const MAX_STEPS = 300;

/**
 * Whether a hyperplane lies between two sets of points: a certificate, never a guess. Looks for the shortest vector between
 * the hulls (the method of Mitchell, Demyanov and Malozemov: weight moves from the point furthest along the vector to the
 * one least far) until it separates them.
 *
 * @param P Points, each of the same number of entries; likewise Q.
 * @returns False too where the hulls come too close to tell.
 */
export function convexHullsApart(P: readonly Float64Array[], Q: readonly Float64Array[]): boolean {
  const vector = P[0]!.map((entry, c) => entry - Q[0]![c]!);
  const weightsP = P.map((_, i) => (i === 0 ? 1 : 0));
  const weightsQ = Q.map((_, i) => (i === 0 ? 1 : 0));
  for (let step = 0; step < MAX_STEPS; step++) {
    const p = extremes(P, weightsP, vector, 1);
    const q = extremes(Q, weightsQ, vector, -1);
    if (p.least + q.least > 1e-15) return true;
    if (Math.max(p.most - p.least, q.most - q.least) < 1e-15) return false;
    if (p.most - p.least >= q.most - q.least) moveWeight(P, weightsP, vector, 1, p);
    else moveWeight(Q, weightsQ, vector, -1, q);
  }
  return false;
}

type Extremes = { readonly least: number; readonly nearest: number; readonly most: number; readonly furthest: number };

/** The point least far along sign · vector, and of those with weight the one furthest along it. */
function extremes(
  points: readonly Float64Array[],
  weights: readonly number[],
  vector: Float64Array,
  sign: 1 | -1,
): Extremes {
  let [least, nearest, most, furthest] = [Infinity, 0, -Infinity, 0];
  points.forEach((point, i) => {
    let along = 0;
    for (let c = 0; c < point.length; c++) along += sign * vector[c]! * point[c]!;
    if (along < least) [least, nearest] = [along, i];
    if (weights[i]! > 0 && along > most) [most, furthest] = [along, i];
  });
  return { least, nearest, most, furthest };
}

/** Moves as much weight as makes the vector shortest, or all that there is. */
function moveWeight(
  points: readonly Float64Array[],
  weights: number[],
  vector: Float64Array,
  sign: 1 | -1,
  { least, nearest, most, furthest }: Extremes,
): void {
  const move = points[nearest]!.map((entry, c) => entry - points[furthest]![c]!);
  const square = move.reduce((sum, entry) => sum + entry * entry, 0);
  const share = Math.min(weights[furthest]!, (most - least) / square);
  weights[furthest] = share === weights[furthest] ? 0 : weights[furthest]! - share;
  weights[nearest]! += share;
  for (let c = 0; c < vector.length; c++) vector[c]! += sign * share * move[c]!;
}
