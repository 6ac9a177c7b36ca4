import { fromTransitionEmission } from "../from-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { type MatrixInput, readNested } from "../nested-array.ts";
import { defineProcess } from "./define-process.ts";
import { diagonalAndRest } from "./matrices.ts";

export const markovProcess = defineProcess({
  id: "markov",
  title: "Visible Markov chain",
  description: "Two states that name themselves: nothing is hidden. Any other chain: markov(T), or JSON.",
  convention: "departure",
  tokens: "0, 1: the state departed from",
  source: "Markov",
  parameters: {
    p: { default: 0.1, min: 0, max: 1, description: "probability to go from state 0 to state 1" },
    q: { default: 0.3, min: 0, max: 1, description: "probability to go from state 1 to state 0" },
  },
  build: ({ p, q }) => markov([[1 - p, p], [q, 1 - q]]), // prettier-ignore
});

/**
 * A visible Markov chain: each state emits its own number on departure.
 *
 * @param transition P(to | from), shape [from, to], rows sum to 1.
 * @throws RangeError or TypeError as `fromTransitionEmission` does.
 * @example
 * wordProbability(markov([[0.9, 0.1], [0.3, 0.7]]), [0, 1]); // ≈ 0.075
 */
export function markov(transition: MatrixInput): Hmm {
  const T = readNested("markov", "transition", transition, 2);
  const n = T.shape[0]!;
  return fromTransitionEmission(T, diagonalAndRest(n, 1, 0), { name: "markov", emitOn: "departure" });
}
