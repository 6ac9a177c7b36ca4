import fc from "fast-check";
import { normalized } from "./arbitrary-belief.ts";
import type { LabeledProcess } from "./hidden-paths.ts";

/**
 * An arbitrary proper HMM with an arbitrary initial belief: 1 state and 1 token included.
 *
 * @param options.maxStates Default 4.
 * @param options.maxTokens Default 3.
 * @param options.zeros Whether transitions and initial probabilities may be 0 (the chain may then be reducible).
 */
export function arbitraryHmm(options: {
  readonly maxStates?: number;
  readonly maxTokens?: number;
  readonly zeros: boolean;
}): fc.Arbitrary<LabeledProcess & { readonly name: string }> {
  const { maxStates = 4, maxTokens = 3, zeros } = options;
  const weight = zeros
    ? fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.integer({ min: 1, max: 100 }) })
    : fc.integer({ min: 1, max: 100 });
  return fc
    .tuple(fc.integer({ min: 1, max: maxStates }), fc.integer({ min: 1, max: maxTokens }))
    .chain(([numStates, numTokens]) => {
      const row = numTokens * numStates;
      const rows = fc.array(fc.array(weight, { minLength: row, maxLength: row }), {
        minLength: numStates,
        maxLength: numStates,
      });
      const start = fc.array(weight, { minLength: numStates, maxLength: numStates });
      return fc.tuple(rows, start).map(([weights, initial]) => {
        const labeledTransitions = new Float64Array(numTokens * numStates * numStates);
        weights.forEach((row, from) => {
          normalized(row).forEach((probability, move) => {
            const token = Math.floor(move / numStates);
            labeledTransitions[(token * numStates + from) * numStates + (move % numStates)] = probability;
          });
        });
        return { name: "arbitrary", numTokens, numStates, labeledTransitions, initialBelief: normalized(initial) };
      });
    });
}
