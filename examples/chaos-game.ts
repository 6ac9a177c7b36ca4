// The chaos game: one long run of beliefs, how fast any two of them come together, and the dimensions that this leaves.
import {
  type BeliefCloud,
  chaosGame,
  cloudDimensions,
  lyapunovDimension,
  lyapunovExponents,
  supportDimension,
  wordCloud,
} from "@beliefscope/belief";
import { cantor, type Hmm, mess3 } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";

const random = createRandom(1);

const show = (name: string, hmm: Hmm): void => {
  const { exponents, entropyRate } = lyapunovExponents(hmm, { random: random.split(0), tokens: 40_000 });
  const fall = exponents.map(({ nats, error }) => `${nats.toFixed(4)} ± ${error.toFixed(4)}`).join(", ");
  const bound = lyapunovDimension(
    entropyRate.nats,
    exponents.map(({ nats }) => nats),
  );
  const cloud = chaosGame(hmm, { points: 6000, stride: 8, random: random.split(1) });
  const { correlation } = cloudDimensions(cloud, { references: 300 });
  const support = supportDimension(hmm, { maxBoxes: 20_000 });
  console.log(`${name}: differences of beliefs grow by ${fall} nats a token`);
  console.log(`  information dimension at most ${bound.toFixed(4)}`);
  console.log(`  correlation dimension ${correlation.value!.toFixed(3)} ± ${correlation.error!.toFixed(3)}`);
  console.log(`  support ${support.value!.toFixed(3)} ± ${support.error!.toFixed(3)}`);
};
show(`cantor(3), log 2 / log 3 = ${(Math.LN2 / Math.log(3)).toFixed(4)} throughout`, cantor({ s: 3 }));
show("mess3(.05, .85)", mess3({ x: 0.05, a: 0.85 }));

// The same beliefs as a list of words, each with its exact probability, instead of a run, in which each weighs the same.
const hmm = mess3({ x: 0.05, a: 0.85 });
const shareSure = ({ beliefs, weights }: BeliefCloud): number =>
  weights.reduce((sum, p, i) => (beliefs.data[3 * i]! > 0.9 ? sum + p : sum), 0);
console.log(
  `mess3 is all but in state 0 ${(100 * shareSure(wordCloud(hmm, 10))).toFixed(1)} % of the time, by all words;`,
);
const run = chaosGame(hmm, { points: 10_000, stride: 4, random: random.split(2) });
console.log(`${(100 * shareSure(run)).toFixed(1)} % by a run of 40 000 tokens`);
