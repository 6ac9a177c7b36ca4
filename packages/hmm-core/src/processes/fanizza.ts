import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";

export const fanizzaProcess = defineProcess({
  id: "fanizza",
  title: "Fanizza et al.",
  description: "Four dimensions, two tokens, and no hidden Markov model of any finite size.",
  convention: "generalized",
  tokens: "a, b",
  source: "Fanizza et al. 2024; Riechers et al. 2025, arXiv:2507.07432",
  parameters: {
    alpha: { default: 2000, min: -1e6, max: 1e6, description: "angle of the hidden rotation, in radians" },
    lambda: { default: 0.49, min: 0, max: 0.5, description: "how much of it each b keeps" },
  },
  build: ({ alpha, lambda }) => {
    const cos = Math.cos(alpha);
    const sin = Math.sin(alpha);
    const w = [1, 1 - lambda, 1 + lambda * (sin - cos), 1 - lambda * (sin + cos)];
    const norm = 1 - 2 * lambda * cos + lambda * lambda;
    const plus = (1 - lambda * cos + lambda * sin) / norm;
    const minus = (1 - lambda * cos - lambda * sin) / norm;
    const restart = [1 - 1 / (2 * (1 - lambda)) + (plus + minus) / 4, 1 / (2 * (1 - lambda)), -plus / 4, -minus / 4];
    const keep = [
      [0, 0, 0, 0],
      [0, lambda, 0, 0],
      [0, 0, lambda * cos, -lambda * sin],
      [0, 0, lambda * sin, lambda * cos],
    ];
    return createHmm({
      name: "fanizza",
      tokenNames: ["a", "b"],
      rightVector: [1, 1, 1, 1],
      labeledTransitions: [w.map((weight) => restart.map((entry) => weight * entry)), keep],
    });
  },
});

/**
 * A generalized process that no finite hidden Markov model can produce. With c+- = (1 - l cos +- l sin)/(1 - 2 l cos + l^2):
 *
 *   T[a] = w restart,  T[b] = l blockdiag(0, 1, R_alpha),  R_alpha = [[cos, -sin], [sin, cos]],  |1> = (1, 1, 1, 1)
 *   w = [1, 1-l, 1 + l(sin - cos), 1 - l(sin + cos)]
 *   restart = [1 - 1/(2(1-l)) + (c+ + c-)/4, 1/(2(1-l)), -c+/4, -c-/4]
 *
 * It starts from its stationary vector. Gauge: the right vector |1> is (1, 1, 1, 1).
 *
 * @param parameters alpha in radians, default 2000; lambda (l above) in [0, 1/2], default 0.49.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(fanizza({ alpha: 2000, lambda: 0.49 }), [0]); // ≈ 0.480929
 */
export function fanizza(parameters: ProcessParameters<"alpha" | "lambda"> = {}): Hmm {
  return fanizzaProcess.create(parameters);
}
