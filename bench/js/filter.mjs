import { filterBeliefs } from "@beliefscope/belief";
import { readInput, serve } from "./program.mjs";

const { hmm, tokens } = readInput();

await serve(() => {
  const { beliefs, logLikelihood } = filterBeliefs(hmm, tokens);
  return [beliefs.data, logLikelihood];
});
