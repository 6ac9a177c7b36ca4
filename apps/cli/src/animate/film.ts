import { setImmediate } from "node:timers/promises";
import { type BeliefsAndFilter, beliefsAndFilter, processOnPath } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { easedLoop, keyFigure, type KeyLook, type KeyScene, lockKeyFigure, type Theme } from "@beliefscope/viz";
import { type AnimationFrame, toPixels } from "@beliefscope/viz/node";
import { placeName, poleNames, type Stop, stopName } from "./words.ts";

/** What an animation is made of. */
export type FilmOptions = {
  /** At least two, of one shape; the film returns to the first. */
  readonly path: readonly Stop[];
  readonly frames: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly points: number;
  /** How points are weighted, between the support (0) and the measure (1). */
  readonly weight: number;
  readonly seed: number;
  readonly onProgress: (stage: string, fraction: number) => void;
};

/** What is true at a stop of the path. */
export type StopFacts = { readonly stop: Stop } & BeliefsAndFilter;

/** Points that tell what a frame's clouds span. */
const lightPoints = 3000;
/** How long a film rests at each stop. */
const restMilliseconds = 900;
const layoutWidth = 720;

/** Makes the key figure's frames, one by one, along a path of processes; and says what is true at its stops. */
export async function film(
  options: FilmOptions,
): Promise<{ readonly stops: readonly StopFacts[]; readonly frames: AsyncIterable<AnimationFrame> }> {
  const { path, width, height, theme, points, onProgress } = options;
  const positions = Array.from(easedLoop(path.length, options.frames));
  const light: KeyScene[] = [];
  for (const [k, position] of positions.entries()) {
    light.push(sceneAt(position, lightPoints, options).scene);
    onProgress("looking ahead", k / positions.length);
    await setImmediate(); // lets an interrupt through
  }
  const stops = path.map((stop, k) => ({ stop, ...sceneAt(k, points, options) }));
  const look = { theme, width, height, stops: [...path, path[0]!].map(stopName) };
  const lock = lockKeyFigure(
    light,
    stops.map(({ scene }) => scene),
    look,
  );
  return {
    stops: stops.map(({ stop, facts }) => ({ stop, ...facts })),
    frames: draw(positions, { ...look, lock }, options),
  };
}

async function* draw(
  positions: readonly number[],
  look: KeyLook,
  options: FilmOptions,
): AsyncGenerator<AnimationFrame> {
  for (const [k, position] of positions.entries()) {
    options.onProgress("drawing", k / positions.length);
    await setImmediate();
    const { scene } = sceneAt(position, options.points, options);
    const image = toPixels(keyFigure(scene, look), { scale: look.width / layoutWidth });
    const moving = Math.round(1000 / options.fps);
    yield { image, milliseconds: Number.isInteger(position) ? Math.max(moving, restMilliseconds) : moving };
  }
  options.onProgress("encoding", 1);
  await setImmediate();
}

/** The scene at a place of the path: the same seed, hence the same stream of tokens, at each. */
function sceneAt(
  position: number,
  points: number,
  { path, weight, seed }: FilmOptions,
): { readonly scene: KeyScene; readonly facts: BeliefsAndFilter } {
  const place = processOnPath(path, position);
  const facts = beliefsAndFilter(place.hmm, { points, beta: weight, random: createRandom(seed) });
  const { truth, weights, filter } = facts;
  const captions = [placeName(place), "colour: the true belief, in both", poleNames(filter)] as const;
  const scene = { process: place.hmm, truth, weights, filter: filter?.claims ?? null, captions, position };
  return { scene, facts };
}
