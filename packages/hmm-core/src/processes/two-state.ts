import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess, type ProcessParameters } from "./define-process.ts";
import { fromEdges } from "./matrices.ts";

const stateNames = ["A", "B"];
const p = { default: 0.5, min: 0, max: 1, description: "probability to emit 1 and go from A to B" };

export const evenProcess = defineProcess({
  id: "even",
  title: "Even",
  description: "Blocks of ones have even length: two states, and a memory that no window of tokens can hold.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Crutchfield 1994",
  parameters: { p },
  build: ({ p }) =>
    createHmm({
      name: "even",
      stateNames,
      labeledTransitions: fromEdges(2, 2, [
        [0, 0, 1 - p, 0],
        [0, 1, p, 1],
        [1, 1, 1, 0],
      ]),
    }),
});

export const goldenMeanProcess = defineProcess({
  id: "golden_mean",
  title: "Golden mean",
  description: "Never two ones in a row: the last token tells all.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Weiss 1973",
  parameters: { p },
  build: ({ p }) =>
    createHmm({
      name: "golden_mean",
      stateNames,
      labeledTransitions: fromEdges(2, 2, [
        [0, 0, 1 - p, 0],
        [0, 1, p, 1],
        [1, 0, 1, 0],
      ]),
    }),
});

export const snsProcess = defineProcess({
  id: "sns",
  title: "Simple nonunifilar source",
  description: "The smallest source whose states cannot be told from its tokens; countably many beliefs.",
  convention: "labeled",
  tokens: "0, 1",
  source: "Crutchfield 1994; Marzen & Crutchfield 2015",
  parameters: {
    p: { default: 0.5, min: 0, max: 1, description: "probability to go from A to B (emits 0)" },
    q: { default: 0.5, min: 0, max: 1, description: "probability to emit 1 and go from B to A" },
  },
  build: ({ p, q }) =>
    createHmm({
      name: "sns",
      stateNames,
      labeledTransitions: fromEdges(2, 2, [
        [0, 0, 1 - p, 0],
        [0, 0, p, 1],
        [1, 0, 1 - q, 1],
        [1, 1, q, 0],
      ]),
    }),
});

/**
 * The even process: blocks of ones have even length.
 *
 *   A -0: 1-p-> A;  A -1: p-> B;  B -1-> A
 *
 * @param parameters p in [0, 1], default 1/2.
 * @throws RangeError if p is out of its range.
 * @example
 * wordProbability(even(), [0, 1, 0]); // => 0
 */
export function even(parameters: ProcessParameters<"p"> = {}): Hmm {
  return evenProcess.create(parameters);
}

/**
 * The golden mean process: never two ones in a row.
 *
 *   A -0: 1-p-> A;  A -1: p-> B;  B -0-> A
 *
 * @param parameters p in [0, 1], default 1/2.
 * @throws RangeError if p is out of its range.
 * @example
 * wordProbability(goldenMean(), [1, 1]); // => 0
 */
export function goldenMean(parameters: ProcessParameters<"p"> = {}): Hmm {
  return goldenMeanProcess.create(parameters);
}

/**
 * The simple nonunifilar source.
 *
 *   A -0: 1-p-> A;  A -0: p-> B;  B -0: 1-q-> B;  B -1: q-> A
 *
 * @param parameters p and q in [0, 1], default 1/2; not both 0.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(sns(), [1, 1]); // => 0
 */
export function sns(parameters: ProcessParameters<"p" | "q"> = {}): Hmm {
  return snsProcess.create(parameters);
}
