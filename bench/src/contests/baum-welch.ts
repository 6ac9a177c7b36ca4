import { mess3, sampleTokens } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import type { Contest } from "../contest.ts";
import { denseProcess } from "../dense-process.ts";
import { encodeInput } from "../input.ts";

const passes = 3;
const length = 50_000;

const sizes = [
  { numStates: 3, atLeast: 10 },
  { numStates: 8, atLeast: 7 },
  { numStates: 16, atLeast: 6 },
];

/** Iterations of Baum-Welch from one process on the tokens of another; each is a forward and a backward pass. */
export const baumWelchContests: Contest[] = sizes.map(({ numStates, atLeast }) => ({
  id: `baum-welch-${numStates}`,
  title: `Baum–Welch of ${numStates} states on ${length} tokens, ${passes} iterations`,
  count: length * passes,
  unit: "token and iteration",
  input: () => {
    const truth = numStates === 3 ? mess3({ x: 0.05, a: 0.85 }) : denseProcess(numStates, 1);
    const start = numStates === 3 ? mess3({ x: 0.15, a: 0.6 }) : denseProcess(numStates, 2);
    return encodeInput(start, sampleTokens(truth, { batch: 1, length, random: createRandom(1) }));
  },
  ours: { name: "hmm-core `baumWelch`", program: { language: "js", name: "baum-welch", args: [passes] } },
  others: [
    {
      name: "hmmlearn `fit`, scaling",
      program: { language: "python", name: "baum_welch", args: ["scaling", passes] },
      goal: { theirsAtLeast: atLeast },
    },
    {
      name: "hmmlearn `fit`, default (log)",
      program: { language: "python", name: "baum_welch", args: ["log", passes] },
    },
  ],
}));
