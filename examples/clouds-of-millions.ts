// The beliefs after all 1 594 323 words of 13 tokens as one picture, and how few of its pixels hold half of them: counted by word
// (beta 0, where beliefs can be) and by probability (beta 1, where they are). Two different fractals.
import { beliefDensity } from "@beliefscope/belief";
import { mess3 } from "@beliefscope/hmm-core";
import {
  hexToOklab,
  placeProjection,
  positionColors,
  simplexProjection,
  stateColors,
  terminalPicture,
  themes,
  toneMap,
} from "@beliefscope/viz";

const [width, height] = [1024, 1024];
const projection = placeProjection(simplexProjection(3), width, height);
const color = positionColors(projection, stateColors(themes.dark, 3).map(hexToOklab));

for (const beta of [0, 1]) {
  const density = beliefDensity(mess3({ x: 0.05, a: 0.85 }), { depth: 13, projection, width, height, beta });
  if (beta === 0) {
    const image = toneMap({ ...density, color }, themes.dark);
    console.log(terminalPicture(image, { columns: 60, mode: "braille", color: false }));
  }
  const weights = density.weight.filter((weight) => weight > 0).sort();
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let pixels = 0; // the heaviest
  for (let held = 0; held < all / 2; pixels++) held += weights.at(-1 - pixels)!;
  const share = ((100 * pixels) / weights.length).toFixed(2);
  console.log(`beta ${beta}: half of all lies on ${share} % of the ${weights.length} pixels that are touched`);
}
