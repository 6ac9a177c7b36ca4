import { checkParts } from "./product.ts";
import { checkKind } from "./check-kind.ts";
import { createHmm } from "./create-hmm.ts";
import type { Hmm } from "./hmm.ts";

/**
 * The mixture of processes over the same tokens: one of them is drawn at the start and runs for ever.
 *
 *   P(w) = sum_i weights[i] P_i(w);  T = blockdiag(T_1, T_2, ...)
 *
 * @param parts Processes with equally many tokens.
 * @param weights Probabilities, one for each part.
 * @returns The process on all their states together; it takes the token names of the first.
 * @throws RangeError if there are no parts, their token counts differ, or the weights are not probabilities;
 *   TypeError if parts is no array of processes or weights none of numbers.
 * @example
 * wordProbability(mixture([coin({ p: 0 }), coin({ p: 1 })], [0.25, 0.75]), [1, 1]); // => 0.75
 */
export function mixture(parts: readonly Hmm[], weights: readonly number[]): Hmm {
  checkParts("mixture", parts);
  checkKind("mixture", "weights", "an array", weights);
  const [first] = parts;
  if (first === undefined) throw new RangeError("mixture: parts must not be empty, got []");
  const { numTokens, tokenNames } = first;
  const other = parts.find((part) => part.numTokens !== numTokens);
  if (other) throw new RangeError(`mixture: parts must have ${numTokens} tokens each, got ${other.numTokens}`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== parts.length || !weights.every((weight) => weight >= 0) || Math.abs(total - 1) > 1e-9) {
    throw new RangeError(`mixture: weights must be ${parts.length} probabilities, got [${weights.join(", ")}]`);
  }

  const numStates = parts.reduce((sum, part) => sum + part.numStates, 0);
  const data = new Float64Array(numTokens * numStates * numStates);
  const initialBelief = new Float64Array(numStates);
  const rightVector = new Float64Array(numStates).fill(1);
  let offset = 0;
  parts.forEach((part, i) => {
    for (let token = 0; token < numTokens; token++) {
      for (let from = 0; from < part.numStates; from++) {
        const start = (token * part.numStates + from) * part.numStates;
        const row = part.labeledTransitions.subarray(start, start + part.numStates);
        data.set(row, (token * numStates + offset + from) * numStates + offset);
      }
    }
    initialBelief.set(
      part.initialBelief.map((entry) => weights[i]! * entry),
      offset,
    );
    if (part.rightVector) rightVector.set(part.rightVector, offset);
    offset += part.numStates;
  });
  return createHmm({
    name: `mixture(${parts.map(({ name }) => name).join(", ")})`,
    labeledTransitions: { shape: [numTokens, numStates, numStates], data },
    initialBelief,
    ...(parts.some((part) => part.rightVector) && { rightVector }),
    ...(tokenNames && { tokenNames }),
  });
}
