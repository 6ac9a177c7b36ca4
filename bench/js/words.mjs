import { wordEnsemble } from "@beliefscope/belief";
import { readInput, serve } from "./program.mjs";

const { hmm, length } = readInput();

await serve(() => {
  const { probability, beliefs } = wordEnsemble(hmm, length, { maxWords: hmm.numTokens ** length }).prefixes;
  return [probability, beliefs.data];
});
