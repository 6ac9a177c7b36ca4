import type { Hmm } from "../hmm.ts";

/**
 * Transitions in proportion to weights, row by row: the M-step of Baum-Welch, with counts for weights.
 *
 *   T[token, from, to] = free mass of row `from` · weight / sum of the row's weights
 *
 * over the entries that are neither 0 nor fixed; the free mass is what the fixed entries leave of 1. A row whose weights
 * are all 0 stays.
 *
 * @param weights Shape [token, from, to], not negative.
 * @param fixed Shape [token, from, to]; entries other than 0 stay.
 * @returns Shape [token, from, to].
 */
export function rescaleRows(hmm: Hmm, weights: Float64Array, fixed?: Uint8Array): Float64Array {
  const { numTokens, numStates, labeledTransitions } = hmm;
  const rescaled = labeledTransitions.slice();
  for (let from = 0; from < numStates; from++) {
    let free = 1;
    let total = 0;
    const eachEntry = (visit: (index: number) => void): void => {
      for (let token = 0; token < numTokens; token++) {
        const start = (token * numStates + from) * numStates;
        for (let index = start; index < start + numStates; index++) if (labeledTransitions[index]! > 0) visit(index);
      }
    };
    eachEntry((index) => {
      if (fixed?.[index]) free -= labeledTransitions[index]!;
      else total += weights[index]!;
    });
    if (total === 0) continue;
    eachEntry((index) => {
      if (!fixed?.[index]) rescaled[index] = (Math.max(free, 0) * weights[index]!) / total;
    });
  }
  return rescaled;
}
