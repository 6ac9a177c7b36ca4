// Hindsight: what is believed of a hidden state while reading, what once all is read, and the most probable path.
import { filterBeliefs } from "@beliefscope/belief";
import {
  circle3,
  expectedTransitions,
  pairwisePosteriors,
  sampleTokens,
  smoothBeliefs,
  viterbiPath,
} from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";

const hmm = circle3({ x: 0.05, a: 0.6 });
const length = 12;
const tokens = sampleTokens(hmm, { batch: 1, length, random: createRandom(7) });
const filtered = filterBeliefs(hmm, tokens).beliefs.data;
const smoothed = smoothBeliefs(hmm, tokens).beliefs.data;
const { states, initialStates, logProbability } = viterbiPath(hmm, tokens);

const row = (beliefs: Float64Array, position: number): string =>
  [...beliefs.subarray(3 * position, 3 * position + 3)].map((p) => p.toFixed(3)).join(" ");
console.log("read   while reading       in hindsight        path");
for (let position = 0; position < length; position++) {
  const [token, state] = [tokens.data[position]!, states.data[position]!];
  console.log(`   ${token}   ${row(filtered, position)}   ${row(smoothed, position)}   ${state}`);
}
console.log(`the path starts in ${initialStates[0]!} and has log-probability ${logProbability[0]!.toFixed(3)} nats`);

// Every hidden step by itself, and all of them counted: what Baum-Welch learns from.
const first = pairwisePosteriors(hmm, tokens)
  .data.subarray(0, 9)
  .reduce((a, b) => Math.max(a, b));
const moves = expectedTransitions(hmm, tokens).transitions.data;
const ahead = moves.reduce((sum, count, k) => ((Math.floor(k / 3) + 1) % 3 === k % 3 ? sum + count : sum), 0);
console.log(
  `of the first step ${(100 * first).toFixed(0)} % is known; ${ahead.toFixed(2)} of ${length} steps went round the circle`,
);
