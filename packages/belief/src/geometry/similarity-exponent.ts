import { type Hmm } from "@beliefscope/hmm-core";

const ROUNDING = 1e-12;

/**
 * The one Lyapunov exponent of a process whose maps are similarities: tokens come independently of the belief, and each
 * shrinks all distances by the same factor.
 *
 *   chi = sum_x P(x) log ratio(x)
 *
 * @param process As `tangentCoordinates` returns, of dimension 1 at least.
 * @returns Nats per token, or null if some map is no similarity.
 */
export function similarityExponent(process: Hmm): number | null {
  const { numTokens, numStates: size, labeledTransitions } = process;
  let exponent = 0;
  for (let token = 0; token < numTokens; token++) {
    const entry = (from: number, to: number): number => labeledTransitions[(token * size + from) * size + to]!;
    // The last axis is |1>: its column holds what the token's probability owes to each direction of the belief.
    const probability = entry(size - 1, size - 1);
    let square = 0;
    for (let c = 0; c < size - 1; c++) square += entry(0, c) ** 2;
    for (let i = 0; i < size - 1; i++) {
      if (Math.abs(entry(i, size - 1)) > ROUNDING) return null;
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let c = 0; c < size - 1; c++) product += entry(i, c) * entry(j, c);
        if (Math.abs(product - (i === j ? square : 0)) > ROUNDING * square) return null;
      }
    }
    if (probability > ROUNDING) exponent += probability * (Math.log(square) / 2 - Math.log(probability));
  }
  return exponent;
}
