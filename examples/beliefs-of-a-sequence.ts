// What the best predictor believes while it reads: a mess3 word, token by token.
import { filterBeliefs, nextTokenDistribution } from "@beliefscope/belief";
import { mess3, sampleTokens } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";

const hmm = mess3({ x: 0.05, a: 0.85 });
const length = 8;
const tokens = sampleTokens(hmm, { batch: 1, length, random: createRandom(1) });
const { beliefs, logLikelihood } = filterBeliefs(hmm, tokens);

const percent = (p: number): string => `${(100 * p).toFixed(1)} %`.padStart(7);
console.log("read   belief in states 0, 1, 2      next token is 0, 1, 2");
for (let position = 0; position < length; position++) {
  const belief = beliefs.data.subarray(3 * position, 3 * position + 3);
  const next = nextTokenDistribution(hmm, belief);
  console.log(
    `   ${tokens.data[position]!}   ${[...belief].map(percent).join(" ")}   ${[...next].map(percent).join(" ")}`,
  );
}
console.log(`surprise: ${(-logLikelihood[0]! / length).toFixed(4)} nats a token`);
