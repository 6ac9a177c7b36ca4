import type { Tensor } from "@beliefscope/tensor";

/**
 * The next-token laws that claims in belief coordinates predict.
 *
 *   p = max(claim · tokenLaw, floor), divided by its sum
 *
 * @param caller The public function, for the message.
 * @param tokenLaw P(next token | state), shape [state, token].
 * @param claims Shape [..., state].
 * @param floor At least 0.
 * @returns Shape [..., token].
 * @throws RangeError if the last dimension is not the number of states, or a claim gives no token a positive probability.
 */
export function predictedLaws(caller: string, tokenLaw: Tensor, claims: Tensor, floor: number): Tensor {
  const [numStates, numTokens] = tokenLaw.shape as [number, number];
  if (claims.shape.at(-1) !== numStates) {
    throw new RangeError(`${caller}: claims must have shape [..., ${numStates}], got [${claims.shape.join(", ")}]`);
  }
  const rows = claims.data.length / numStates;
  const data = new Float64Array(rows * numTokens);
  for (let row = 0; row < rows; row++) {
    let total = 0;
    for (let token = 0; token < numTokens; token++) {
      let p = 0;
      for (let state = 0; state < numStates; state++) {
        p += claims.data[row * numStates + state]! * tokenLaw.data[state * numTokens + token]!;
      }
      const raised = Math.max(p, floor);
      data[row * numTokens + token] = raised;
      total += raised;
    }
    if (!(total > 0 && total < Infinity)) {
      throw new RangeError(`${caller}: claims must give some token a positive probability, got none in row ${row}`);
    }
    for (let token = 0; token < numTokens; token++) data[row * numTokens + token]! /= total;
  }
  return { shape: [...claims.shape.slice(0, -1), numTokens], data };
}
