// The beliefs after all words of `length` tokens as a picture of 1 Mpx, from the process to its RGBA bytes. With `position` a
// pixel's colour is that of its place, and only densities are added up; with `belief` the colours of the true beliefs are added
// up too. Arrays are kept from picture to picture, as in an animation, or (`fresh`) new each time.
import { beliefDensity } from "@beliefscope/belief";
import {
  hexToOklab,
  placeProjection,
  positionColors,
  simplexProjection,
  stateColors,
  themes,
  toneMap,
} from "@beliefscope/viz";
import { readInput, serve } from "./program.mjs";

const { hmm, length } = readInput();
const side = 1024;
const palette = stateColors(themes.dark, hmm.numStates).map(hexToOklab);
const projection = placeProjection(simplexProjection(hmm.numStates), side, side);
const isKept = !process.argv.includes("fresh");
const byPosition = process.argv.includes("position");
const gradient = positionColors(projection, palette);
const colors = { shape: [hmm.numStates, 3], data: Float64Array.from(palette.flat()) };
let density;
let image;

await serve(() => {
  const options = { depth: length, projection, width: side, height: side, beta: 0, into: isKept ? density : undefined };
  density = beliefDensity(hmm, byPosition ? options : { ...options, colors });
  const grid = byPosition ? { ...density, color: gradient } : density;
  image = toneMap(grid, themes.dark, { into: isKept ? image : undefined });
  return [image.data];
});
