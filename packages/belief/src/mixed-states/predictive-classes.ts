/** Token probabilities closer than this count as equal. */
const SAME = 1e-9;

/**
 * The coarsest partition of a closed unifilar machine whose members predict alike: equal next-token laws, and each possible
 * token leads to the same class (Moore's refinement).
 *
 * @param next Shape [state, token]; -1 where the token is impossible.
 * @param probability P(token | state), shape [state, token].
 * @returns Shape [state]: the first state of its class.
 */
export function predictiveClasses(next: Int32Array, probability: Float64Array, numTokens: number): Int32Array {
  const numStates = next.length / numTokens;
  const tokens = Array.from({ length: numTokens }, (_, token) => token);
  let classes = firstEqual(numStates, (a, b) =>
    tokens.every(
      (token) => Math.abs(probability[a * numTokens + token]! - probability[b * numTokens + token]!) <= SAME,
    ),
  );
  for (;;) {
    const last = classes;
    const classAfter = (state: number, token: number): number => {
      const to = next[state * numTokens + token]!;
      return to < 0 ? -1 : last[to]!;
    };
    classes = firstEqual(
      numStates,
      (a, b) => last[a] === last[b] && tokens.every((token) => classAfter(a, token) === classAfter(b, token)),
    );
    if (classes.every((first, state) => first === last[state])) return classes;
  }
}

/** For each state the first that is equal to it. */
function firstEqual(numStates: number, equal: (a: number, b: number) => boolean): Int32Array {
  const firsts: number[] = [];
  return Int32Array.from({ length: numStates }, (_, state) => {
    const found = firsts.find((first) => equal(first, state));
    if (found === undefined) firsts.push(state);
    return found ?? state;
  });
}
