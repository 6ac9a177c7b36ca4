// How many states has the process that wrote these tokens? Baum-Welch fits of 1, 2 and 3 states, scored by BIC.
import {
  baumWelch,
  createHmm,
  informationCriteria,
  logLikelihood,
  randomHmm,
  sampleTokens,
} from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";

const truth = createHmm({
  labeledTransitions: [
    [[0.6, 0.1], [0, 0.1]],
    [[0, 0.3], [0.2, 0.7]],
  ],
}); // prettier-ignore
const tokens = sampleTokens(truth, { batch: 4, length: 1000, random: createRandom(1) });
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

console.log("states   log-likelihood   parameters      BIC   updates");
for (const n of [1, 2, 3]) {
  const start = randomHmm({ n, v: 2 });
  const restarts = { count: 2, random: createRandom(2) };
  const fit = await baumWelch(start, tokens, { restarts, tolerance: 1e-6, maxIterations: 150 });
  const likelihood = fit.logLikelihood.at(-1)!;
  const { bic, parameters } = informationCriteria(start, likelihood, tokens.data.length);
  console.log(
    `${n}        ${likelihood.toFixed(2).padStart(14)}   ${parameters.toFixed().padStart(10)}   ${bic.toFixed(1)}   ${fit.iterations} (${fit.stopReason})`,
  );
}
console.log(`truth    ${sum(logLikelihood(truth, tokens)).toFixed(2).padStart(14)}`);
