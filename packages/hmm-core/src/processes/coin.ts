import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";

export const coinProcess = defineProcess({
  id: "coin",
  title: "Coin",
  description: "Independent tosses: one state, nothing to believe.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Bernoulli",
  parameters: { p: { default: 0.5, min: 0, max: 1, description: "probability of token 1" } },
  build: ({ p }) => createHmm({ name: "coin", labeledTransitions: [[[1 - p]], [[p]]] }),
});

/**
 * Independent tosses of a coin: one state.
 *
 *   P(1) = p
 *
 * @param parameters p in [0, 1], default 1/2.
 * @throws RangeError if p is out of its range.
 * @example
 * wordProbability(coin({ p: 0.25 }), [1, 0]); // => 0.1875
 */
export function coin(parameters: ProcessParameters<"p"> = {}): Hmm {
  return coinProcess.create(parameters);
}
