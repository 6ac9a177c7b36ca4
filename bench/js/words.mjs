// Probability and belief of all words, into arrays that are kept or (`fresh`) into new ones each time.
import { wordTree } from "@beliefscope/belief";
import { readInput, serve } from "./program.mjs";

const { hmm, length } = readInput();
const isKept = !process.argv.includes("fresh");
let into;

await serve(() => {
  const tree = wordTree(hmm, length, { into });
  if (isKept) into = tree;
  return [tree.probability, tree.beliefs.data];
});
