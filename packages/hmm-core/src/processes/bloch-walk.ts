import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { checkParameter, defineProcess, type ProcessParameters } from "./define-process.ts";

export const blochWalkProcess = defineProcess({
  id: "bloch_walk",
  title: "Bloch walk",
  description: "A qubit measured again and again: beliefs (1, x, z) walk in the unit disc.",
  convention: "generalized",
  tokens: "0, 1, 2, 3",
  source: "Riechers et al. 2025, arXiv:2507.07432",
  parameters: {
    alpha: { default: 1, min: 0, max: 1000, description: "amplitude of the identity" },
    beta: { default: Math.sqrt(51), min: 0, max: 1000, description: "amplitude of the kick" },
  },
  build: ({ alpha, beta }) => {
    checkParameter("bloch_walk", alpha + beta > 0, "beta must be positive where alpha is 0", beta);
    const squared = 1 / (4 * (alpha * alpha + beta * beta));
    const m = (alpha * alpha - beta * beta) * squared;
    const f = 2 * alpha * beta * squared;
    const kickX = (f: number): number[][] => [[0.25, 0, f], [0, m, 0], [f, 0, 0.25]]; // prettier-ignore
    const kickZ = (f: number): number[][] => [[0.25, f, 0], [f, 0.25, 0], [0, 0, m]]; // prettier-ignore
    return createHmm({
      name: "bloch_walk",
      rightVector: [1, 0, 0],
      initialBelief: [1, 0, 0], // the one stationary law, but where beta is 0 and nothing moves
      labeledTransitions: [kickX(f), kickX(-f), kickZ(f), kickZ(-f)],
    });
  },
});

/**
 * A quantum process: weak measurements of a qubit. With g = 1/(4(alpha^2 + beta^2)), m = (alpha^2 - beta^2) g, f = 2 alpha beta g:
 *
 *   T[0] = [[1/4, 0, f], [0, m, 0], [f, 0, 1/4]],  T[1]: f -> -f
 *   T[2] = [[1/4, f, 0], [f, 1/4, 0], [0, 0, m]],  T[3]: f -> -f,   |1> = (1, 0, 0)
 *
 * Beliefs are (1, b_x, b_z) with b_x^2 + b_z^2 <= 1; the process starts at (1, 0, 0). Gauge: the Bloch vector's, with 1 first.
 *
 * @param parameters alpha and beta in [0, 1000], not both 0; defaults 1 and sqrt(51).
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(blochWalk(), [0]); // ≈ 0.25
 */
export function blochWalk(parameters: ProcessParameters<"alpha" | "beta"> = {}): Hmm {
  return blochWalkProcess.create(parameters);
}
