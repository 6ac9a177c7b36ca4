/** An n-by-n matrix with one value on the diagonal and another off it. */
export function diagonalAndRest(n: number, diagonal: number, rest: number): number[][] {
  return square(n, (i, j) => (i === j ? diagonal : rest));
}

/** An n-by-n matrix from its entries. */
export function square(n: number, entry: (row: number, column: number) => number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => entry(i, j)));
}

/** The uniform law on n states, the stationary one of every doubly stochastic chain. */
export function uniform(n: number): number[] {
  return Array.from({ length: n }, () => 1 / n);
}

/** A weighted edge of an edge-emitting process. */
export type Edge = readonly [from: number, token: number, probability: number, to: number];

/** Labelled transitions [token][from][to] from a list of edges. */
export function fromEdges(numTokens: number, numStates: number, edges: readonly Edge[]): number[][][] {
  const transitions = Array.from({ length: numTokens }, () => square(numStates, () => 0));
  for (const [from, token, probability, to] of edges) transitions[token]![from]![to]! += probability;
  return transitions;
}
