import fc from "fast-check";
import { normalized } from "./arbitrary-belief.ts";
import type { LabeledProcess } from "./hidden-paths.ts";

/**
 * An arbitrary proper HMM of the kind that breaks numerics: probabilities of 0, 1e-300, 1e-15 and 1e-9 beside ordinary ones,
 * rows that are equal or nearly so, hence matrices that are singular or nearly so; one state and one token included.
 */
export function arbitraryHardHmm(): fc.Arbitrary<LabeledProcess & { readonly name: string }> {
  const weight = fc.constantFrom(0, 0, 1e-300, 1e-15, 1e-9, 0.5, 1, 1, 2);
  const size = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }));
  return size.chain(([numStates, numTokens]) => {
    const width = numTokens * numStates;
    const rows = fc.array(fc.array(weight, { minLength: width, maxLength: width }), {
      minLength: numStates,
      maxLength: numStates,
    });
    /** For each state but the first: its own row, or the one before it, changed by a share of this. */
    const like = fc.array(fc.constantFrom(null, 0, 1e-13, 1e-7), { minLength: numStates, maxLength: numStates });
    const start = fc.array(weight, { minLength: numStates, maxLength: numStates });
    return fc.tuple(rows, like, start).map(([own, likeness, initial]) => {
      const weights: (readonly number[])[] = [];
      own.forEach((row, state) => {
        const share = state === 0 ? null : likeness[state]!;
        weights.push(share === null ? row : weights[state - 1]!.map((w, move) => w * (1 + share * (move % 3))));
      });
      const labeledTransitions = new Float64Array(numTokens * numStates * numStates);
      weights.forEach((row, from) => {
        normalized(row).forEach((probability, move) => {
          const token = Math.floor(move / numStates);
          labeledTransitions[(token * numStates + from) * numStates + (move % numStates)] = probability;
        });
      });
      return { name: "hard", numTokens, numStates, labeledTransitions, initialBelief: normalized(initial) };
    });
  });
}
