import { fromTransitionEmission } from "../from-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { checkParameter, defineProcess, type ProcessParameters } from "./define-process.ts";
import { diagonalAndRest, square, uniform } from "./matrices.ts";

const x = { default: 0.05, min: 0, description: "probability of each move other than the next state" };
const a = { default: 0.85, min: 0, max: 1, description: "probability that a state emits its own token" };

export const circleNProcess = defineProcess({
  id: "circleN",
  title: "Circle-N",
  description:
    "n states that mostly go round: messN in a rotating frame, with a transition matrix that is not symmetric.",
  convention: "departure",
  tokens: "0, ..., n-1: one of each state",
  source: "messN seen from a rotating frame",
  parameters: {
    x: { ...x, max: 1 },
    a,
    n: { default: 3, min: 2, max: 1024, integer: true, description: "number of states and of tokens" },
  },
  build: ({ x, a, n }) => buildCircle("circleN", x, a, n),
});

export const circle3Process = defineProcess({
  id: "circle3",
  title: "Circle-3",
  description:
    "Three states that mostly go round: mess3 in a rotating frame, whose best fixed filter has complex poles.",
  convention: "departure",
  tokens: "0, 1, 2: one of each state",
  source: "messN seen from a rotating frame",
  parameters: { x: { ...x, max: 0.5 }, a },
  build: ({ x, a }) => buildCircle("circle3", x, a, 3),
});

function buildCircle(name: string, x: number, a: number, n: number): Hmm {
  checkParameter(name, x * (n - 1) <= 1, `x must be at most 1/(n-1) = ${1 / (n - 1)} for n = ${n}`, x);
  const transition = square(n, (i, j) => (j === (i + 1) % n ? 1 - (n - 1) * x : x));
  const emission = diagonalAndRest(n, a, (1 - a) / (n - 1));
  return fromTransitionEmission(transition, emission, { name, emitOn: "departure", initialBelief: uniform(n) });
}

/**
 * n states on a circle, each mostly followed by the next, emitting on departure.
 *
 *   T[i, j] = 1-(n-1)x if j = i+1 (mod n), else x;  E = a on the diagonal, (1-a)/(n-1) off it
 *
 * @param parameters x in [0, 1/(n-1)], default 0.05; a in [0, 1], default 0.85; n in [2, 1024], default 3.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(circleN({ x: 0.05, a: 0.85, n: 3 }), [0, 1]); // ≈ 0.2245625
 */
export function circleN(parameters: ProcessParameters<"x" | "a" | "n"> = {}): Hmm {
  return circleNProcess.create(parameters);
}

/**
 * `circleN` with n = 3.
 *
 * @param parameters x in [0, 1/2], default 0.05; a in [0, 1], default 0.85.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * transitionMatrix(circle3({ x: 0.05, a: 0.85 })).data.slice(0, 3); // ≈ [0.05, 0.9, 0.05]
 */
export function circle3(parameters: ProcessParameters<"x" | "a"> = {}): Hmm {
  return circle3Process.create(parameters);
}
