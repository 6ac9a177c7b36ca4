import { mess3 } from "@beliefscope/hmm-core";
import type { Contest } from "../contest.ts";
import { encodeInput } from "../input.ts";
import { cPrograms } from "./c-programs.ts";

const length = 14;

/** Probability and belief of every word of up to 14 tokens of mess3. */
export const wordsContest: Contest = {
  id: "words",
  title: `All words of up to ${length} tokens of mess3: ${3 ** length} leaves, ${(3 ** (length + 1) - 1) / 2} nodes`,
  count: (3 ** (length + 1) - 1) / 2,
  unit: "node",
  input: () => encodeInput(mess3({ x: 0.05, a: 0.85 }), { shape: [0, length], data: new Int32Array(0) }),
  ours: { name: "belief `wordTree`, into a kept tree", program: { language: "js", name: "words" } },
  others: [
    { name: "belief `wordTree`, a new tree each time", program: { language: "js", name: "words", args: ["fresh"] } },
    ...cPrograms("words", { oursAtMost: 1.3 }),
    {
      name: "numpy, einsum by level",
      program: { language: "python", name: "words", args: ["einsum"] },
      goal: { theirsAtLeast: 6 },
    },
    { name: "numpy, matmul into place", program: { language: "python", name: "words", args: ["matmul"] } },
  ],
};
