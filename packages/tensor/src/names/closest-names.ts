/**
 * The candidates most like a mistyped name, for "did you mean" lines.
 *
 * Ordered by Levenshtein distance (case ignored; insertions, deletions and substitutions count 1), then as given.
 * A candidate that contains the name, or is contained in it, counts as distance 1 at most. Candidates farther than
 * half the longer of the two names are left out.
 *
 * @param name What was asked for.
 * @param candidates What exists.
 * @param limit The largest number of names returned.
 * @returns At most `limit` candidates, nearest first; empty when nothing is near.
 * @example
 * closestNames("mes3", ["coin", "mess3", "messN"], 2); // => ["mess3", "messN"]
 */
export function closestNames(name: string, candidates: readonly string[], limit: number): string[] {
  const wanted = name.toLowerCase();
  return candidates
    .map((candidate) => {
      const other = candidate.toLowerCase();
      const isPart = wanted !== "" && other !== "" && (other.includes(wanted) || wanted.includes(other));
      const distance = editDistance(wanted, other);
      return { candidate, distance: isPart ? Math.min(distance, 1) : distance, length: other.length };
    })
    .filter(({ distance, length }) => distance <= Math.max(wanted.length, length) / 2)
    .sort((first, second) => first.distance - second.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance, one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
