// The cloud of all beliefs after `length` tokens as a picture of 1 Mpx, from the process to its RGBA bytes, each leaf in the
// colour of its belief: weight and three colour channels are added up.
import { wordEnsemble } from "@beliefscope/belief";
import {
  hexToOklab,
  pointColors,
  projectPoints,
  simplexProjection,
  splatCloud,
  stateColors,
  themes,
  toneMap,
} from "@beliefscope/viz";
import { readInput, serve } from "./program.mjs";

const { hmm, length } = readInput();
const side = 1024;
const palette = stateColors(themes.dark, hmm.numStates).map(hexToOklab);

await serve(() => {
  const { prefixes } = wordEnsemble(hmm, length);
  const { numStates } = hmm;
  const first = prefixes.levelStart[length];
  const leaves = prefixes.probability.length - first;
  const beliefs = { shape: [leaves, numStates], data: prefixes.beliefs.data.subarray(first * numStates) };
  const { x, y } = projectPoints(beliefs, simplexProjection(numStates));
  const cloud = {
    x: x.map((value) => side * value),
    y: y.map((value) => side * (1 - value)),
    weight: prefixes.probability.slice(first),
    color: pointColors(beliefs, palette),
  };
  return [toneMap(splatCloud(cloud, side, side), themes.dark).data];
});
