import { createRandom } from "@beliefscope/tensor/random";
import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";

export const randomProcess = defineProcess({
  id: "random",
  title: "Random",
  description: "No symmetry, no zeros: what holds here holds in general.",
  convention: "labeled",
  tokens: "0, ..., v-1",
  source: "softmax of seeded normals",
  parameters: {
    n: { default: 3, min: 1, max: 1024, integer: true, description: "number of states" },
    v: { default: 3, min: 1, max: 1024, integer: true, description: "number of tokens" },
    temperature: { default: 1.5, min: 0, max: 100, description: "spread of the log-probabilities; 0 is uniform" },
    seed: { default: 1, min: 0, max: Number.MAX_SAFE_INTEGER, integer: true, description: "seed" },
  },
  build: ({ n, v, temperature, seed }) => {
    const random = createRandom(seed);
    const data = new Float64Array(v * n * n);
    for (let from = 0; from < n; from++) {
      const scores = Array.from({ length: v * n }, () => temperature * random.normal());
      const top = scores.reduce((a, b) => Math.max(a, b));
      const weights = scores.map((score) => Math.exp(score - top));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      weights.forEach((weight, move) => {
        data[(Math.floor(move / n) * n + from) * n + (move % n)] = weight / total;
      });
    }
    return createHmm({ name: "random", labeledTransitions: { shape: [v, n, n], data } });
  },
});

/**
 * A process without symmetry: from each state the law of (token, next state) is a softmax of seeded normals.
 *
 *   T[token, from, to] = softmax over (token, to) of temperature · normal
 *
 * @param parameters n states in [1, 1024], default 3; v tokens in [1, 1024], default 3; temperature in [0, 100], default
 *   1.5; seed in [0, 2^53), default 1.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * randomHmm({ n: 4, v: 2, seed: 7 }).labeledTransitions.length; // => 32
 */
export function randomHmm(parameters: ProcessParameters<"n" | "v" | "temperature" | "seed"> = {}): Hmm {
  return randomProcess.create(parameters);
}
