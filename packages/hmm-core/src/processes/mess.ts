import { type EmitOn, fromTransitionEmission } from "../from-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { checkParameter, defineProcess, type ProcessParameters } from "./define-process.ts";
import { diagonalAndRest, uniform } from "./matrices.ts";

const x = { default: 0.05, min: 0, description: "probability of each move to another state" };
const a = { default: 0.85, min: 0, max: 1, description: "probability that a state emits its own token" };

export const messNProcess = defineProcess({
  id: "messN",
  title: "Mess-N",
  description: "n alike states that keep to themselves and mostly emit their own token. Belief cloud: a fractal.",
  convention: "departure",
  tokens: "0, ..., n-1: one of each state",
  source: "Marzen & Crutchfield 2017, generalized to n states",
  parameters: {
    x: { ...x, max: 1 },
    a,
    n: { default: 3, min: 2, max: 1024, integer: true, description: "number of states and of tokens" },
  },
  build: ({ x, a, n }) => buildMess("messN", x, a, n, "departure"),
});

export const mess3Process = defineProcess({
  id: "mess3",
  title: "Mess3",
  description:
    "Three alike states, each with its own token: the fractal found in the residual stream of a transformer.",
  convention: "arrival",
  tokens: "0, 1, 2: one of each state",
  source: "Marzen & Crutchfield 2017; Shai et al. 2024, arXiv:2405.15943 (x=0.05, a=0.85)",
  parameters: { x: { ...x, max: 0.5 }, a },
  build: ({ x, a }) => buildMess("mess3", x, a, 3, "arrival"),
});

function buildMess(name: string, x: number, a: number, n: number, emitOn: EmitOn): Hmm {
  checkParameter(name, x * (n - 1) <= 1, `x must be at most 1/(n-1) = ${1 / (n - 1)} for n = ${n}`, x);
  const transition = diagonalAndRest(n, 1 - (n - 1) * x, x);
  const emission = diagonalAndRest(n, a, (1 - a) / (n - 1));
  return fromTransitionEmission(transition, emission, { name, emitOn, initialBelief: uniform(n) });
}

/**
 * n alike states, each with its own token, emitting on departure.
 *
 *   T = 1-(n-1)x on the diagonal, x off it;  E = a on the diagonal, (1-a)/(n-1) off it
 *
 * Both matrices are symmetric: this process cannot show a transposition mistake.
 *
 * @param parameters x in [0, 1/(n-1)], default 0.05; a in [0, 1], default 0.85; n in [2, 1024], default 3.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(messN({ x: 0.05, a: 0.85, n: 3 }), [0, 0]); // ≈ 0.2245625
 */
export function messN(parameters: ProcessParameters<"x" | "a" | "n"> = {}): Hmm {
  return messNProcess.create(parameters);
}

/**
 * Mess3, emitting on arrival as in the papers: `messN` with n = 3 and beliefs not pushed through T.
 *
 * @param parameters x in [0, 1/2], default 0.05; a in [0, 1], default 0.85.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * tokenLaw(mess3({ x: 0.05, a: 0.85 })).data.slice(0, 3); // ≈ [0.7725, 0.11375, 0.11375]
 * @see Shai et al. 2024, arXiv:2405.15943
 */
export function mess3(parameters: ProcessParameters<"x" | "a"> = {}): Hmm {
  return mess3Process.create(parameters);
}
