import { createHmm } from "../create-hmm.ts";
import type { Hmm } from "../hmm.ts";
import { defineProcess } from "./define-process.ts";
import { type Edge, fromEdges } from "./matrices.ts";

export const matchingParensProcess = defineProcess({
  id: "matching_parens",
  title: "Matching parentheses",
  description: "Parentheses that match, to a greatest depth: the state is the depth.",
  convention: "labeled",
  tokens: "( and )",
  source: "a library of computational mechanics examples",
  parameters: {
    open: {
      default: 0.5,
      min: 0,
      max: 1,
      description: "probability to open between the ground and the greatest depth",
    },
    depth: { default: 4, min: 1, max: 1024, integer: true, description: "the greatest depth" },
  },
  build: ({ open, depth }) => matchingParens([1, ...Array.from({ length: depth - 1 }, () => open)]),
});

/**
 * Matching parentheses; the state is the depth.
 *
 *   "(": i -> i+1 with probability open[i];  ")": i -> i-1 with probability 1 - open[i]
 *
 * @param open Probabilities to open at depth 0, ..., n-1; open[0] = 1. At depth n it always closes.
 * @throws RangeError if open is empty, does not start with 1, or leaves [0, 1].
 * @example
 * wordProbability(matchingParens([1, 0.25]), [0, 0]); // ≈ 0.09375
 */
export function matchingParens(open: readonly number[]): Hmm {
  if (open[0] !== 1) throw new RangeError(`matchingParens: open[0] must be 1, got ${open[0] ?? "none"}`);
  const wrong = open.findIndex((probability) => !(probability >= 0 && probability <= 1));
  if (wrong >= 0) throw new RangeError(`matchingParens: open[${wrong}] must be in [0, 1], got ${open[wrong]!}`);
  const depth = open.length;
  const edges = open.flatMap((probability, i): Edge[] => [
    [i, 0, probability, i + 1],
    [i, 1, 1 - probability, Math.max(i - 1, 0)],
  ]);
  return createHmm({
    name: "matching_parens",
    tokenNames: ["(", ")"],
    stateNames: Array.from({ length: depth + 1 }, (_, i) => `depth ${i}`),
    labeledTransitions: fromEdges(2, depth + 1, [...edges, [depth, 1, 1, depth - 1]]),
  });
}
