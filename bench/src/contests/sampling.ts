import { mess3, wordProbability } from "@beliefscope/hmm-core";
import type { Contest } from "../contest.ts";
import { encodeInput } from "../input.ts";

const hmm = mess3({ x: 0.05, a: 0.85 });
const batch = 10_000;
const length = 100;
const hmmlearnCount = 50_000;

/** Tokens of mess3: random numbers differ, so what must agree is the law of pairs. */
export const samplingContest: Contest = {
  id: "sampling",
  title: `${batch} sequences of ${length} tokens, drawn`,
  count: batch * length,
  unit: "token",
  input: () => encodeInput(hmm, { shape: [batch, length], data: new Int32Array(batch * length) }),
  ours: { name: "hmm-core `sampleTokens`", program: { language: "js", name: "sampling" } },
  others: [
    {
      name: "numpy, batch, cumulative tables",
      program: { language: "python", name: "sampling_numpy", args: ["cumulative"] },
      goal: { theirsAtLeast: 8 },
    },
    {
      name: "numpy, batch, guide table (our method)",
      program: { language: "python", name: "sampling_numpy", args: ["guide"] },
    },
    {
      name: `hmmlearn \`sample\`, one sequence of ${hmmlearnCount}`,
      program: { language: "python", name: "sampling_hmmlearn", args: [hmmlearnCount] },
      count: hmmlearnCount,
      goal: { theirsAtLeast: 500 },
    },
  ],
  objection: mustFollowTheLaw,
};

/** Neighbouring tokens hang together, so the error is a few times that of independent draws. */
function mustFollowTheLaw(tokens: Float64Array): string | null {
  const { numTokens } = hmm;
  const shares = new Float64Array(numTokens ** 2);
  let pairs = 0;
  for (let row = 0; row < tokens.length; row += length) {
    for (let at = row; at < row + length - 1; at++, pairs++) shares[tokens[at]! * numTokens + tokens[at + 1]!]!++;
  }
  const apart = shares.reduce((largest, share, pair) => {
    const law = wordProbability(hmm, Int32Array.of(Math.floor(pair / numTokens), pair % numTokens));
    return Math.max(largest, Math.abs(share / pairs - law));
  }, 0);
  const allowed = 6 / Math.sqrt(pairs);
  return apart <= allowed ? null : `must draw pairs by their law to ${allowed}, differs by ${apart}`;
}
