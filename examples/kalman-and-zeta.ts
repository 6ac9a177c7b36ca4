// How fast should a memory forget that cannot look at what it reads? By the Kalman pole: zeta, the eigenvalue of the
// process that is often named instead, forgets too slowly, and with a linear readout claims beliefs that are none.
import {
  approximationCost,
  kalmanFilter,
  messPole,
  runFilterOnEnsemble,
  wordEnsemble,
  zetaFilter,
} from "@beliefscope/belief";
import { messN } from "@beliefscope/hmm-core";

const hmm = messN({ x: 0.05, a: 0.85, n: 3 });
const ensemble = wordEnsemble(hmm, 7); // all words, with their probabilities

console.log(`the pole in closed form: ${messPole({ x: 0.05, a: 0.85, n: 3 }).toFixed(6)}`);
console.log("filter  readout    pole   KL (nats a token, mean over 0 to 7 tokens read)   R2       not a belief");
for (const readout of ["linear", "log"] as const) {
  for (const [name, filter] of [
    ["kalman", kalmanFilter(hmm, { readout })],
    ["zeta", zetaFilter(hmm, { readout })],
  ] as const) {
    const floor = filter.readout.kind === "linear" ? filter.readout.floor : 0;
    const { mean } = approximationCost(hmm, ensemble, runFilterOnEnsemble(filter, ensemble), { floor });
    const pole = filter.poles[0]![0].toFixed(4);
    const columns = [
      mean.kl.toFixed(6).padEnd(48),
      mean.r2!.toFixed(3).padStart(6),
      `${(100 * mean.invalidMass!).toFixed(1)} %`,
    ];
    console.log(`${name.padEnd(7)} ${readout.padEnd(7)} ${pole}   ${columns.join("   ")}`);
  }
}
