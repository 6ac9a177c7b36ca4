import type { Hmm } from "../hmm.ts";

/** Up to so many tokens the transitions of all pairs still fit in a processor's nearest cache. */
const MOST_PAIRED = 16;

/**
 * Transitions as the forward kernel takes them: T[token, from, to]; for three states rows of four, the last of them their sum,
 * followed by T[x] T[y] of all pairs of tokens, unless these are too many.
 *
 * @returns `T` and, as `numPaired`, the number of tokens whose pairs follow.
 */
export function kernelTransitions(hmm: Hmm): { readonly T: Float64Array; readonly numPaired: number } {
  const { numTokens, numStates, labeledTransitions } = hmm;
  if (numStates !== 3) return { T: labeledTransitions, numPaired: 0 };
  const numPaired = numTokens <= MOST_PAIRED ? numTokens : 0;
  const T = new Float64Array(12 * (numTokens + numPaired ** 2));
  for (let row = 0; row < 3 * numTokens; row++) {
    for (let to = 0; to < 3; to++) {
      T[4 * row + to] = labeledTransitions[3 * row + to]!;
      T[4 * row + 3]! += T[4 * row + to]!;
    }
  }
  for (let pair = 0; pair < numPaired ** 2; pair++) {
    const [first, second] = [Math.floor(pair / numPaired), pair % numPaired];
    for (let from = 0; from < 3; from++) {
      const target = 12 * (numTokens + pair) + 4 * from;
      for (let between = 0; between < 3; between++) {
        const p = T[12 * first + 4 * from + between]!;
        for (let to = 0; to < 4; to++) T[target + to]! += p * T[12 * second + 4 * between + to]!;
      }
    }
  }
  return { T, numPaired };
}
