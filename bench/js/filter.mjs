// Beliefs along one sequence, into an array that is kept or (`fresh`) into a new one each time.
import { filterBeliefs } from "@beliefscope/belief";
import { readInput, serve } from "./program.mjs";

const { hmm, tokens } = readInput();
const kept = process.argv.includes("fresh") ? undefined : new Float64Array(tokens.data.length * hmm.numStates);

await serve(() => {
  const { beliefs, logLikelihood } = filterBeliefs(hmm, tokens, { into: kept });
  return [beliefs.data, logLikelihood];
});
