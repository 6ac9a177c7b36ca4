import { fromTransitionEmission } from "../from-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { checkParameter, defineProcess, type ProcessParameters } from "./define-process.ts";
import { diagonalAndRest, uniform } from "./matrices.ts";

const x = { default: 0.1, min: 0, description: "probability of each move to another state" };
const a = { default: 0.25, min: 0, max: 1, description: "probability that a state shows its own token" };

export const trapNProcess = defineProcess({
  id: "trapN",
  title: "Trap-N",
  description: "n states that rarely show themselves: one own token tells all, and must make the past forgotten.",
  convention: "departure",
  tokens: "0, ..., n-1: one of each state; n: the common one",
  source: "the hard case for filters that cannot forget on cue",
  parameters: {
    x: { ...x, max: 1 },
    a,
    n: { default: 2, min: 2, max: 1024, integer: true, description: "number of states" },
  },
  build: ({ x, a, n }) => buildTrap("trapN", x, a, n),
});

export const trap2Process = defineProcess({
  id: "trap2",
  title: "Trap-2",
  description: "Two states that rarely show themselves: one own token tells all, and must make the past forgotten.",
  convention: "departure",
  tokens: "0, 1: one of each state; 2: the common one",
  source: "the hard case for filters that cannot forget on cue",
  parameters: { x: { ...x, max: 1 }, a },
  build: ({ x, a }) => buildTrap("trap2", x, a, 2),
});

function buildTrap(name: string, x: number, a: number, n: number): Hmm {
  checkParameter(name, x * (n - 1) <= 1, `x must be at most 1/(n-1) = ${1 / (n - 1)} for n = ${n}`, x);
  const transition = diagonalAndRest(n, 1 - (n - 1) * x, x);
  const emission = diagonalAndRest(n, a, 0).map((row) => [...row, 1 - a]);
  return fromTransitionEmission(transition, emission, { name, emitOn: "departure", initialBelief: uniform(n) });
}

/**
 * n states and n + 1 tokens, emitting on departure: a state shows its own token with probability a, else the common one.
 *
 *   T = 1-(n-1)x on the diagonal, x off it;  E[i, i] = a,  E[i, n] = 1-a
 *
 * @param parameters x in [0, 1/(n-1)], default 0.1; a in [0, 1], default 0.25; n in [2, 1024], default 2.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(trapN({ x: 0.1, a: 0.25, n: 3 }), [3]); // ≈ 0.75
 */
export function trapN(parameters: ProcessParameters<"x" | "a" | "n"> = {}): Hmm {
  return trapNProcess.create(parameters);
}

/**
 * `trapN` with n = 2.
 *
 * @param parameters x in [0, 1], default 0.1; a in [0, 1], default 0.25.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(trap2({ x: 0.1, a: 0.25 }), [0, 1]); // ≈ 0.003125
 */
export function trap2(parameters: ProcessParameters<"x" | "a"> = {}): Hmm {
  return trap2Process.create(parameters);
}
