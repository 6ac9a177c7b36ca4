// Exact training from one random start: `training.mjs INPUT SEED REGRET` stops at the first model of no more regret.
import { readFileSync } from "node:fs";
import { wordEnsemble } from "@beliefscope/belief";
import { predictionTask, trainAttention } from "@beliefscope/models-attention";
import { createRandom } from "@beliefscope/tensor/random";
import { serve } from "./program.mjs";

const { hmm: given, family, length } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const [seed, stopRegret] = process.argv.slice(3).map(Number);
const hmm = {
  ...given,
  labeledTransitions: Float64Array.from(given.labeledTransitions),
  initialBelief: Float64Array.from(given.initialBelief),
};

let trained;
await serve(
  () => {
    const task = predictionTask(hmm, wordEnsemble(hmm, length - 1));
    trained = trainAttention(task, family, { random: createRandom(seed), starts: 1, stopRegret });
  },
  () => [Float64Array.of(trained.regret)],
);
