import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";
import { fromEdges } from "./matrices.ts";

const stateNames = ["S", "s0", "s1", "F", "T"];
const p1 = { default: 0.5, min: 0, max: 1, description: "probability that the first toss gives 0" };
const p2 = { default: 0.5, min: 0, max: 1, description: "probability that the second toss gives 0" };

/** Labelled transitions [token][from][to] over the states S, s0, s1, F, T. */
function rrxorTransitions(p1: number, p2: number): number[][][] {
  const [S, s0, s1, F, T] = [0, 1, 2, 3, 4] as const;
  return fromEdges(2, 5, [
    [S, 0, p1, s0],
    [S, 1, 1 - p1, s1],
    [s0, 0, p2, F],
    [s0, 1, 1 - p2, T],
    [s1, 0, p2, T],
    [s1, 1, 1 - p2, F],
    [T, 1, 1, S],
    [F, 0, 1, S],
  ]);
}

export const rrxorProcess = defineProcess({
  id: "rrxor",
  title: "Random-random-xor",
  description:
    "Two tosses and their exclusive or, for ever: all pairs of tokens are independent, so linear filters gain nothing.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Shai et al. 2024, arXiv:2405.15943",
  parameters: { p1, p2 },
  build: ({ p1, p2 }) => createHmm({ name: "rrxor", stateNames, labeledTransitions: rrxorTransitions(p1, p2) }),
});

export const leakyRrxorProcess = defineProcess({
  id: "leaky_rrxor",
  title: "Leaky random-random-xor",
  description: "Random-random-xor that now and then does anything at all.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Riechers et al. 2025, arXiv:2507.07432",
  parameters: {
    p1,
    p2,
    epsilon: { default: 0.01, min: 0, max: 1, description: "probability to emit any token and go anywhere, evenly" },
  },
  build: ({ p1, p2, epsilon }) =>
    createHmm({
      name: "leaky_rrxor",
      stateNames,
      labeledTransitions: rrxorTransitions(p1, p2).map((matrix) =>
        matrix.map((row) => row.map((entry) => (1 - epsilon) * entry + epsilon / 10)),
      ),
    }),
});

/**
 * Random-random-xor: two tosses and their exclusive or, for ever.
 *
 *   S -0: p1-> s0, -1: 1-p1-> s1;  s0 -0: p2-> F, -1-> T;  s1 -0: p2-> T, -1-> F;  T -1-> S;  F -0-> S
 *
 * @param parameters p1 and p2 in [0, 1]: probabilities that the first and second toss give 0, default 1/2.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(rrxor(), [0, 1]); // ≈ 0.25
 */
export function rrxor(parameters: ProcessParameters<"p1" | "p2"> = {}): Hmm {
  return rrxorProcess.create(parameters);
}

/**
 * Random-random-xor with a leak.
 *
 *   T[token] = (1 - epsilon) T_rrxor[token] + epsilon/10 (all ones)
 *
 * @param parameters p1, p2 as for `rrxor`; epsilon in [0, 1], default 0.01.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(leakyRrxor({ epsilon: 1 }), [0, 0, 0]); // ≈ 0.125
 */
export function leakyRrxor(parameters: ProcessParameters<"p1" | "p2" | "epsilon"> = {}): Hmm {
  return leakyRrxorProcess.create(parameters);
}
