import type { LabeledProcess } from "@beliefscope/testkit";

/** A path of hidden states, its start first, with P(path, word). */
export type Path = { readonly states: readonly number[]; readonly probability: number };

/** Every path of hidden states through a word, each with its probability multiplied out: numStates^(length + 1) paths. */
export function everyPath(process: LabeledProcess, word: readonly number[]): Path[] {
  const { numStates, labeledTransitions, initialBelief } = process;
  const all = Array.from({ length: numStates }, (_, state) => state);
  const start = all.map((state) => ({ states: [state], probability: initialBelief[state]! }));
  return word.reduce<Path[]>(
    (paths, token) =>
      paths.flatMap(({ states, probability }) =>
        all.map((to) => ({
          states: [...states, to],
          probability: probability * labeledTransitions[(token * numStates + states.at(-1)!) * numStates + to]!,
        })),
      ),
    start,
  );
}

/** The share of the word's probability that the paths of a kind have. */
export function shareOfPaths(paths: readonly Path[], kind: (states: readonly number[]) => boolean): number {
  const sum = (some: readonly Path[]): number => some.reduce((total, path) => total + path.probability, 0);
  return sum(paths.filter(({ states }) => kind(states))) / sum(paths);
}
