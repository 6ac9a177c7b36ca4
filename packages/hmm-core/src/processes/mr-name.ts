import { fromTransitionEmission } from "../from-transition-emission.ts";
import type { Hmm } from "../hmm.ts";
import { checkParameter, defineProcess, type ProcessParameters } from "./define-process.ts";
import { diagonalAndRest } from "./matrices.ts";

const words = ["Mr.", "Something", "Blah", "name"];

export const mrNameProcess = defineProcess({
  id: "mr_name",
  title: "Mr. Name",
  description: "A toy of text: after Mr. comes the name, elsewhere words wander.",
  convention: "arrival",
  tokens: "Mr., Something, Blah, name: the state arrived at",
  source: "a library of computational mechanics examples",
  parameters: {
    p: { default: 0.4, min: 0, max: 1, description: "probability to go between Something and Blah" },
    q: { default: 0.25, min: 0, max: 1, description: "probability to go from Something or Blah to Mr." },
  },
  build: ({ p, q }) => {
    checkParameter("mr_name", p + q <= 1, `p must be at most 1-q = ${1 - q}`, p);
    const stay = 1 - p - q;
    const transition = [
      [0, 0, 0, 1],
      [q, stay, p, 0],
      [q, p, stay, 0],
      [0, 0.5, 0.5, 0],
    ];
    return fromTransitionEmission(transition, diagonalAndRest(4, 1, 0), {
      name: "mr_name",
      emitOn: "arrival",
      tokenNames: words,
      stateNames: words,
    });
  },
});

/**
 * A visible chain of words: each token names the state arrived at.
 *
 *   Mr. -> name;  name -> Something 1/2, Blah 1/2;  Something -> Mr. q, Something 1-p-q, Blah p;  Blah likewise
 *
 * @param parameters p and q in [0, 1], p + q <= 1; defaults 0.4 and 0.25.
 * @throws RangeError if a parameter is out of its range.
 * @example
 * wordProbability(mrName(), [0, 1]); // => 0
 */
export function mrName(parameters: ProcessParameters<"p" | "q"> = {}): Hmm {
  return mrNameProcess.create(parameters);
}
