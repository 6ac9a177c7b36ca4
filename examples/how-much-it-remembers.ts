// How much does a process remember, and how much of it does a short memory catch? Mixed states, entropies and k-grams of six
// processes, side by side; every number exact or between bounds.
import {
  entropyRateBounds,
  excessEntropy,
  kgramLossByTokensRead,
  mixedStatePresentation,
  optimalLossByTokensRead,
  statisticalComplexity,
} from "@beliefscope/belief";
import { goldenMean, mess3, rrxor, trap2, z1r } from "@beliefscope/hmm-core";

const mean = (losses: Float64Array): number => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
const between = (lower: number, upper: number): string =>
  `${((lower + upper) / 2).toFixed(5)} ± ${((upper - lower) / 2).toExponential(0)}`.padEnd(16);

console.log(
  "process             mixed states       entropy rate      excess entropy    complexity  4-gram misses (of the gap)",
);
for (const [name, hmm] of [
  ["golden_mean", goldenMean()],
  ["z1r", z1r()],
  ["rrxor", rrxor()],
  ["trap2", trap2({ x: 0.1, a: 0.25 })],
  ["mess3(.15, .6)", mess3({ x: 0.15, a: 0.6 })],
  ["mess3(.05, .85)", mess3({ x: 0.05, a: 0.85 })],
] as const) {
  const { beliefs, stationary } = mixedStatePresentation(hmm);
  const recurrent = stationary?.filter((share) => share > 0).length;
  const states = recurrent === undefined ? "infinitely many" : `${recurrent} recurrent of ${beliefs.shape[0]!}`;
  const rate = entropyRateBounds(hmm);
  const excess = excessEntropy(hmm);
  const complexity = statisticalComplexity(hmm).nats?.toFixed(5) ?? "-";

  const [unigram, fourgram] = [1, 4].map((k) => mean(kgramLossByTokensRead(hmm, { k, length: 7 })));
  const optimal = mean(optimalLossByTokensRead(hmm, 7));
  const missed = ((100 * (fourgram! - optimal)) / (unigram! - optimal)).toFixed(1);
  console.log(
    `${name.padEnd(16)} ${states.padStart(17)}  ${between(rate.lower!, rate.upper)}  ${between(excess.lower, excess.upper!)}  ${complexity.padStart(8)}  ${missed.padStart(10)} %`,
  );
}
