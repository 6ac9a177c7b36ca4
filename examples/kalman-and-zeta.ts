// How fast should a memory forget that cannot look at what it reads? By the Kalman pole: zeta, the eigenvalue of the
// process that is often named instead, forgets too slowly.
import {
  filterPredictions,
  kalmanFilter,
  nextTokenDistribution,
  runFilterOnEnsemble,
  wordEnsemble,
  zetaFilter,
} from "@beliefscope/belief";
import { mess3 } from "@beliefscope/hmm-core";

const hmm = mess3({ x: 0.05, a: 0.85 });
const ensemble = wordEnsemble(hmm, 7); // all words, with their probabilities
const { probability, beliefs } = ensemble.prefixes;

console.log("filter  readout    pole   regret (nats a token, mean over 0 to 7 tokens read)");
for (const readout of ["linear", "log"] as const) {
  for (const [name, filter] of [
    ["kalman", kalmanFilter(hmm, { readout })],
    ["zeta", zetaFilter(hmm, { readout })],
  ] as const) {
    const predictions = filterPredictions(filter, runFilterOnEnsemble(filter, ensemble)).data;
    let regret = 0; // sum over prefixes of P(prefix) KL(optimal law || filter's law)
    probability.forEach((weight, node) => {
      const optimal = nextTokenDistribution(hmm, beliefs.data.subarray(3 * node, 3 * node + 3));
      optimal.forEach((p, token) => {
        regret += weight * p * Math.log(p / predictions[3 * node + token]!);
      });
    });
    const pole = filter.poles[0]![0].toFixed(4);
    console.log(`${name.padEnd(7)} ${readout.padEnd(7)} ${pole}   ${(regret / (ensemble.length + 1)).toFixed(6)}`);
  }
}
