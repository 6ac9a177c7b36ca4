/**
 * The closed communicating classes of a graph in which every state has one successor for each token.
 *
 * @param next Shape [state, token]; -1 where there is no successor.
 * @returns Shape [state]: the first state of its class, or -1 if the state is transient.
 */
export function recurrentClasses(next: Int32Array, numStates: number, numTokens: number): Int32Array {
  const successors = (state: number): Int32Array => next.subarray(state * numTokens, (state + 1) * numTokens);
  const reach = (start: number): Set<number> => {
    const seen = new Set([start]);
    for (const state of seen) for (const to of successors(state)) if (to >= 0) seen.add(to); // also visits what it adds
    return seen;
  };
  // What a state reaches contains what its successors reach; it is recurrent if none of them reaches less.
  const reached = Int32Array.from({ length: numStates }, (_, state) => reach(state).size);
  return Int32Array.from({ length: numStates }, (_, state) => {
    const members = [...reach(state)];
    return members.every((other) => reached[other] === reached[state]) ? Math.min(...members) : -1;
  });
}
