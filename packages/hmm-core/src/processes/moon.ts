import { createTensor } from "@beliefscope/tensor";
import { eigenvalues } from "@beliefscope/tensor/linalg";
import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";

export const moonProcess = defineProcess({
  id: "moon",
  title: "Moon",
  description: "Beyond quantum: three dimensions, yet no quantum model of any finite size.",
  convention: "generalized",
  tokens: "a, b, c",
  source: "Fanizza et al. 2024; Riechers et al. 2025, arXiv:2507.07432",
  parameters: {
    alpha: { default: Math.E, min: 1.001, max: 1000, description: "growth of b" },
    beta: { default: 0.5, min: 0.001, max: 0.999, description: "decay of c" },
  },
  build: ({ alpha, beta }) => {
    const restart = [[1, -1, -1], [1, -1, -1], [0, 0, 0]]; // prettier-ignore
    const drift = (by: number): number[][] => [[by, 0, 0], [0, 1, 0], [0, Math.log(by), 1]]; // prettier-ignore
    const unscaled = [restart, drift(alpha), drift(beta)];

    const sum = Float64Array.from({ length: 9 }, (_, k) =>
      unscaled.reduce((total, matrix) => total + matrix[Math.floor(k / 3)]![k % 3]!, 0),
    );
    const [top] = eigenvalues(createTensor(sum, [3, 3]))[0]!;
    // The right eigenvector of the top eigenvalue, from the last row of the sum upwards, scaled to start with 1.
    const last = Math.log(alpha * beta) / (top - 2);
    const one = [top - 1 + last, 1, last].map((entry, _, [first]) => entry / first!);
    return createHmm({
      name: "moon",
      tokenNames: ["a", "b", "c"],
      rightVector: one,
      labeledTransitions: unscaled.map((matrix) => matrix.map((row) => row.map((entry) => entry / top))),
    });
  },
});

/**
 * A post-quantum process. With nu such that the top eigenvalue of T[a] + T[b] + T[c] is 1:
 *
 *   T[a] = nu |1, 1, 0><1, -1, -1|,  T[b] = nu [[alpha, 0, 0], [0, 1, 0], [0, log alpha, 1]],  T[c] likewise with beta
 *
 * Gauge: the right vector |1> starts with 1.
 *
 * @param parameters alpha in [1.001, 1000], default e; beta in [0.001, 0.999], default 1/2.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * [0, 1, 2].map((token) => wordProbability(moon(), [token])); // ≈ [0.114272, 0.754264, 0.131464]
 */
export function moon(parameters: ProcessParameters<"alpha" | "beta"> = {}): Hmm {
  return moonProcess.create(parameters);
}
