import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { checkParameter, defineProcess, type ProcessParameters } from "./define-process.ts";

export const cantorProcess = defineProcess({
  id: "cantor",
  title: "Cantor set",
  description: "Beliefs on the Cantor set of scale s; one bit of entropy a token, dimension log 2 / log s.",
  convention: "labeled",
  tokens: "0, 1",
  source: "an affine iterated function system as a hidden Markov process",
  parameters: { s: { default: 3, min: 2, max: 1024, description: "how much each token shrinks the beliefs" } },
  build: ({ s }) => {
    const near = 1 / (2 * s);
    const far = (s - 1) / (2 * s);
    return createHmm({
      name: "cantor",
      labeledTransitions: [
        [[0.5, 0], [far, near]], // prettier-ignore
        [[near, far], [0, 0.5]], // prettier-ignore
      ],
    });
  },
});

export const sierpinskiProcess = defineProcess({
  id: "sierpinski",
  title: "Sierpinski triangle",
  description: "Beliefs on the Sierpinski triangle, exactly self-similar.",
  convention: "labeled",
  tokens: "0, 1, 2",
  source: "an affine iterated function system as a hidden Markov process",
  parameters: {
    s: { default: 2, min: 1, max: 1024, description: "how much each token shrinks the beliefs" },
    a: { default: 1 / 6, min: 0, max: 1, description: "weight of the first map; P(0) = a s" },
  },
  build: ({ s, a }) => {
    checkParameter("sierpinski", a * s <= 1, `a must be at most 1/s = ${1 / s}`, a);
    const b = 1 - a * s;
    const near = b / (2 * s);
    const far = (b * (s - 1)) / (2 * s);
    return createHmm({
      name: "sierpinski",
      initialBelief: [b / 2, b / 2, a * s], // the one stationary law, but where s is 1 and nothing moves
      labeledTransitions: [
        [[a, 0, a * (s - 1)], [0, a, a * (s - 1)], [0, 0, a * s]],
        [[b / 2, 0, 0], [far, near, 0], [far, 0, near]],
        [[near, far, 0], [0, b / 2, 0], [0, far, near]],
      ], // prettier-ignore
    });
  },
});

/**
 * A process whose beliefs fill the Cantor set of scale s.
 *
 *   T[0] = [[1/2, 0], [(s-1)/2s, 1/2s]],  T[1] = [[1/2s, (s-1)/2s], [0, 1/2]]
 *
 * @param parameters s in [2, 1024], default 3.
 * @throws RangeError if s is out of its range.
 * @example
 * tokenLaw(cantor({ s: 3 })).data; // ≈ [0.5, 0.5, 0.5, 0.5]
 */
export function cantor(parameters: ProcessParameters<"s"> = {}): Hmm {
  return cantorProcess.create(parameters);
}

/**
 * A process whose beliefs fill the Sierpinski triangle. With b = 1 - a s:
 *
 *   T[0] = [[a, 0, a(s-1)], [0, a, a(s-1)], [0, 0, a s]]
 *   T[1] = [[b/2, 0, 0], [b(s-1)/2s, b/2s, 0], [b(s-1)/2s, 0, b/2s]]
 *   T[2] = [[b/2s, b(s-1)/2s, 0], [0, b/2, 0], [0, b(s-1)/2s, b/2s]]
 *
 * @param parameters s in [1, 1024], default 2; a in [0, 1/s], default 1/6 (tokens evenly likely).
 * @throws RangeError if a parameter is out of its range.
 * @example
 * tokenLaw(sierpinski()).data.slice(0, 3); // ≈ [0.3333333, 0.3333333, 0.3333333]
 */
export function sierpinski(parameters: ProcessParameters<"s" | "a"> = {}): Hmm {
  return sierpinskiProcess.create(parameters);
}
