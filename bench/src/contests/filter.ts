import { mess3, sampleTokens } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import type { Contest, Contestant } from "../contest.ts";
import { denseProcess } from "../dense-process.ts";
import { encodeInput } from "../input.ts";
import { cPrograms } from "./c-programs.ts";

const sizes = [
  { numStates: 3, length: 1_000_000, times: { c: 1.3, hmmlearn: 4 } },
  { numStates: 16, length: 200_000, times: { c: 2.4, hmmlearn: 4 } },
  { numStates: 64, length: 20_000, times: { c: 2.4, hmmlearn: 4 } },
  { numStates: 256, length: 1000, times: { c: 2.4, hmmlearn: 8 } },
  { numStates: 1024, length: 200, times: { c: 2.4, hmmlearn: 8 } },
];

const onlyForThree: Contestant[] = [
  {
    name: "belief `filterBeliefs`, a new array each time",
    program: { language: "js", name: "filter", args: ["fresh"] },
  },
  {
    name: "hmmlearn, default (log)",
    program: { language: "python", name: "filter", args: ["log"] },
    goal: { theirsAtLeast: 20 },
  },
  {
    name: "ml-matrix, 20 000 tokens",
    program: { language: "js", name: "filter-ml-matrix", args: [20_000] },
    count: 20_000,
  },
];

/** Beliefs along one sequence: mess3, then dense processes of more states. */
export const filterContests: Contest[] = sizes.map(({ numStates, length, times }) => ({
  id: `filter-${numStates}`,
  title: `Beliefs of ${numStates} states along ${length} tokens`,
  count: length,
  unit: "token",
  input: () => {
    const hmm = numStates === 3 ? mess3({ x: 0.05, a: 0.85 }) : denseProcess(numStates, 1);
    return encodeInput(hmm, sampleTokens(hmm, { batch: 1, length, random: createRandom(1) }));
  },
  ours: { name: "belief `filterBeliefs`, into a kept array", program: { language: "js", name: "filter" } },
  others: [
    ...cPrograms("filter", { oursAtMost: times.c }),
    {
      name: "hmmlearn, scaling",
      program: { language: "python", name: "filter", args: ["scaling"] },
      goal: { theirsAtLeast: times.hmmlearn },
    },
    ...(numStates === 3 ? onlyForThree : []),
  ],
}));
