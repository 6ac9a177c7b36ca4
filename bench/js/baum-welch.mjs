// An update costs one pass over the tokens; `baumWelch` makes one more, which tells what the last update gained.
import { baumWelch, expectedTransitions } from "@beliefscope/hmm-core";
import { readInput, serve } from "./program.mjs";

const { hmm, tokens } = readInput();
const passes = Number(process.argv[3]);

await serve(async () => {
  const { iterations } = await baumWelch(hmm, tokens, { maxIterations: passes - 1, tolerance: 0 });
  if (iterations !== passes - 1) throw new Error(`baum-welch: ${passes - 1} updates were wanted, got ${iterations}`);
}, firstUpdate);

/** log P(tokens) at the start, and the emission matrix that its expected counts lead to, shape [state, token]. */
function firstUpdate() {
  const { numTokens, numStates } = hmm;
  const { transitions, logLikelihood } = expectedTransitions(hmm, tokens);
  const emission = new Float64Array(numStates * numTokens);
  transitions.data.forEach((expected, index) => {
    const to = index % numStates;
    emission[to * numTokens + Math.floor(index / numStates ** 2)] += expected;
  });
  for (let state = 0; state < numStates; state++) {
    const row = emission.subarray(state * numTokens, (state + 1) * numTokens);
    const total = row.reduce((sum, expected) => sum + expected, 0);
    row.forEach((expected, token) => (row[token] = expected / total));
  }
  return [Float64Array.of(logLikelihood), emission];
}
