import { solve } from "@beliefscope/tensor/linalg";

/**
 * How often a closed unifilar machine started in state 0 is expected to be in each of its transient states.
 *
 *   visits (I - Q) = e_0,   Q the moves among transient states
 *
 * @param next Shape [state, token]; -1 where the token is impossible.
 * @param probability P(token | state), shape [state, token].
 * @param recurrentClass As `recurrentClasses` returns.
 * @returns Shape [state]; 0 for recurrent states.
 */
export function transientVisits(next: Int32Array, probability: Float64Array, recurrentClass: Int32Array): Float64Array {
  const visits = new Float64Array(recurrentClass.length);
  const numTokens = next.length / recurrentClass.length;
  const transient = [...recurrentClass.keys()].filter((state) => recurrentClass[state]! < 0);
  if (transient.length === 0) return visits;
  const place = new Map(transient.map((state, i) => [state, i]));
  const size = transient.length;
  const transposed = new Float64Array(size * size); // (I - Q)'
  transient.forEach((state, i) => {
    transposed[i * size + i]! += 1;
    for (let move = state * numTokens; move < (state + 1) * numTokens; move++) {
      const j = place.get(next[move]!);
      if (j !== undefined) transposed[j * size + i]! -= probability[move]!;
    }
  });
  const start = Float64Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0)); // state 0, where transient, is the first
  const solution = solve({ shape: [size, size], data: transposed }, { shape: [size, 1], data: start }).data;
  transient.forEach((state, i) => {
    visits[state] = solution[i]!;
  });
  return visits;
}
