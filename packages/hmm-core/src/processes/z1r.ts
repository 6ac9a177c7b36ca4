import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";
import { fromEdges } from "./matrices.ts";

export const z1rProcess = defineProcess({
  id: "z1r",
  title: "Zero-one-random",
  description: "A 0, a 1, a toss, and again: after a few tokens the phase is known for good.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Shai et al. 2024, arXiv:2405.15943 (other sources swap the sense of p)",
  parameters: { p: { default: 0.5, min: 0, max: 1, description: "probability that the toss gives 1" } },
  build: ({ p }) =>
    createHmm({
      name: "z1r",
      stateNames: ["S0", "S1", "R"],
      labeledTransitions: fromEdges(2, 3, [
        [0, 0, 1, 1],
        [1, 1, 1, 2],
        [2, 0, 1 - p, 0],
        [2, 1, p, 0],
      ]),
    }),
});

/**
 * Zero-one-random: a 0, a 1, then a toss, for ever.
 *
 *   S0 -0-> S1;  S1 -1-> R;  R -0: 1-p, 1: p-> S0
 *
 * @param parameters p in [0, 1]: probability that the toss gives 1, default 1/2.
 * @throws RangeError if p is out of its range.
 * @example
 * wordProbability(z1r({ p: 0.5 }), [0, 1]); // ≈ 0.3333333
 */
export function z1r(parameters: ProcessParameters<"p"> = {}): Hmm {
  return z1rProcess.create(parameters);
}
