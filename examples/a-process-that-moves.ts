// One process becomes another: the key figure as an animation, every frame read by the same stream of tokens.
import { createProcess } from "@beliefscope/hmm-core";
import { beliefsAndFilter, processOnPath } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { easedLoop, keyFigure, type KeyScene, lockKeyFigure, themes } from "@beliefscope/viz";
import { animate, toPixels } from "@beliefscope/viz/node";

const path = [
  { id: "mess3", params: { x: 0.15, a: 0.6 } },
  { id: "circle3", params: { x: 0.05, a: 0.75 } },
].map((stop) => ({ ...stop, hmm: createProcess(stop.id, stop.params) }));

const scenes = Array.from(easedLoop(path.length, 8), (position): KeyScene => {
  const { hmm } = processOnPath(path, position);
  const { truth, weights, filter } = beliefsAndFilter(hmm, { points: 20_000, beta: 0.1, random: createRandom(1) });
  const pole = filter ? filter.poles[0]!.map((part) => part.toFixed(2)).join(" + i ") : "none";
  console.log(`at ${position.toFixed(2)}: first Kalman pole ${pole}`);
  return { process: hmm, truth, weights, filter: filter?.claims ?? null, captions: ["", "", pole], position };
});

const look = { theme: themes.dark, width: 720, height: 310, stops: ["mess3", "circle3", "mess3"] };
const lock = lockKeyFigure(scenes, [scenes[0]!, scenes[4]!], look); // one view, one exposure
const frames = scenes.map((scene) => ({
  image: toPixels(keyFigure(scene, { ...look, lock }), { scale: look.width / 720 }),
  milliseconds: 100,
}));
const gif = await animate(frames, { format: "gif" }); // writeFile("moving.gif", gif)
console.log(`${frames.length} frames, ${(gif.length / 1000).toFixed(0)} kB`);
