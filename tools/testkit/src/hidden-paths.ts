/** The part of a process that the oracle reads: labelled transitions [token, from, to] and where it starts. */
export type LabeledProcess = {
  readonly numTokens: number;
  readonly numStates: number;
  readonly labeledTransitions: Float64Array;
  readonly initialBelief: Float64Array;
};

/**
 * P(word, last state) by brute force: the sum over every path of hidden states, each path's probability multiplied out.
 * Slow and obviously right: numStates^(length + 1) paths.
 *
 * @returns Shape [state]; divided by its sum, the belief after the word.
 */
export function jointByHiddenPaths(process: LabeledProcess, word: readonly number[]): Float64Array {
  const { numStates, labeledTransitions, initialBelief } = process;
  const joint = new Float64Array(numStates);
  const follow = (state: number, position: number, probability: number): void => {
    if (position === word.length) {
      joint[state]! += probability;
      return;
    }
    for (let next = 0; next < numStates; next++) {
      const move = labeledTransitions[(word[position]! * numStates + state) * numStates + next]!;
      follow(next, position + 1, probability * move);
    }
  };
  for (let state = 0; state < numStates; state++) follow(state, 0, initialBelief[state]!);
  return joint;
}

/** P(word): the sum over every path of hidden states. */
export function probabilityByHiddenPaths(process: LabeledProcess, word: readonly number[]): number {
  return jointByHiddenPaths(process, word).reduce((sum, probability) => sum + probability, 0);
}
