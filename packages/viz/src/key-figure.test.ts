import { createHash } from "node:crypto";
import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import type { Figure, Layer } from "./figure.ts";
import { keyFigure, type KeyLook, type KeyScene, lockKeyFigure } from "./key-figure.ts";
import { themes } from "./theme.ts";
import { toSvg } from "./to-svg.ts";

const look: KeyLook = { theme: themes.dark, width: 480, height: 240, stops: ["a", "b", "a"] };

/** Mass of belief at S0, S1 and S2 around corners, as tight as asked; the filter reaches out of the simplex. */
function sceneOf(spread: number, position: number, numStates = 3): KeyScene {
  const random = createRandom(1);
  const points = 400;
  const beliefs = Array.from({ length: points }, () => {
    const state = random.integer(numStates);
    const noise = spread * random.uniform();
    return Array.from({ length: numStates }, (_, k) => (k === state ? 1 - noise : noise / (numStates - 1)));
  });
  const filter = beliefs.map((belief) => belief.map((share) => (share - 1 / numStates) * 1.3 + 1 / numStates));
  const shape = [points, numStates];
  const labeledTransitions = Float64Array.from({ length: 2 * numStates ** 2 }, (_, k) =>
    k % 2 === 0 ? (1 + spread) / (2 * numStates) : (1 - spread) / (2 * numStates),
  );
  return {
    process: { labeledTransitions, numTokens: 2, numStates },
    truth: createTensor(Float64Array.from(beliefs.flat()), shape),
    weights: new Float64Array(points).fill(1 / points),
    filter: createTensor(Float64Array.from(filter.flat()), shape),
    captions: [`spread ${spread}`, "beliefs", "filter"],
    position,
  };
}

const rastersOf = ({ layers }: Figure) =>
  layers.filter((layer): layer is Layer & { kind: "raster" } => layer.kind === "raster");
const markupOf = ({ layers }: Figure) => layers.map((layer) => (layer.kind === "vector" ? layer.svg : "")).join("");
const ringsOf = (figure: Figure) =>
  [...markupOf(figure).matchAll(/<circle [^>]*fill="none"[^>]*>/g)].map(([ring]) => ring);
const lit = (pixels: Uint8ClampedArray) => pixels.reduce((sum, byte) => sum + byte, 0);

describe("keyFigure(scene, look)", () => {
  const scenes = [sceneOf(0.1, 0), sceneOf(0.8, 1)];
  const lock = lockKeyFigure(scenes, scenes, look);

  // Guards against unmeant change: after a meant one, look at the picture and put the new hash here.
  it.each([
    ["dark", themes.dark, "26fe9649e257dcf2"],
    ["light", themes.light, "58baed8991e28e1f"],
  ] as const)("is the same as when it was last looked at, %s", (_, theme, hash) => {
    const svg = toSvg(keyFigure(scenes[1]!, { ...look, theme, lock }), { scale: 480 / 720 });
    expect(createHash("sha256").update(svg).digest("hex").slice(0, 16)).toBe(hash);
  });

  it("under a lock keeps the simplex in its place, and the clouds' brightness in proportion to their density", () => {
    const figures = scenes.map((scene) => keyFigure(scene, { ...look, lock }));
    expect(ringsOf(figures[0]!)).toHaveLength(6);
    expect(ringsOf(figures[0]!)).toEqual(ringsOf(figures[1]!));
    // The same cloud, weighing ten times as much, is brighter only where the exposure is locked.
    const heavy = { ...scenes[1]!, weights: scenes[1]!.weights.map((weight) => 10 * weight) };
    const brightness = (scene: KeyScene, locked: boolean): number =>
      lit(rastersOf(keyFigure(scene, { ...look, ...(locked && { lock }) }))[0]!.image.data);
    expect(brightness(heavy, true)).toBeGreaterThan(brightness(scenes[1]!, true));
    expect(brightness(heavy, false)).toBe(brightness(scenes[1]!, false));
  });

  it("lays its rasters on whole pixels of the picture, at its resolution", () => {
    for (const width of [480, 1000, 1440]) {
      const scale = width / 720;
      for (const { rect, image } of rastersOf(keyFigure(scenes[0]!, { ...look, width, height: width / 2 }))) {
        const pixels = [rect.x, rect.y, rect.width, rect.height].map((length) => scale * length);
        pixels.forEach((length) => expect(length).toBeCloseTo(Math.round(length), 9));
        expect([image.width, image.height]).toEqual(pixels.slice(2).map(Math.round));
      }
    }
  });

  it("leaves the filter's panel empty where there is no filter", () => {
    const [beliefs, filter] = rastersOf(keyFigure({ ...scenes[0]!, filter: null }, { ...look, lock }));
    expect(new Set(new Uint32Array(filter!.image.data.buffer)).size).toBe(1);
    expect(new Set(new Uint32Array(beliefs!.image.data.buffer)).size).toBeGreaterThan(9);
  });

  it.each([2, 4])("draws processes of %s states too", (numStates) => {
    const some = [sceneOf(0.2, 0, numStates), sceneOf(0.7, 1, numStates)];
    const figure = keyFigure(some[0]!, { ...look, lock: lockKeyFigure(some, some, look) });
    for (const { image } of rastersOf(figure))
      expect(new Set(new Uint32Array(image.data.buffer)).size).toBeGreaterThan(9);
  });

  it("fills the track as far as the animation is", () => {
    const at = (position: number): number[] =>
      [
        ...markupOf(keyFigure({ ...scenes[0]!, position }, look)).matchAll(
          /<circle cx="([\d.]+)" cy="[\d.]+" r="4.5" fill="#f2f4f8"/g,
        ),
      ].map(([, x]) => Number(x));
    expect(at(1)[0]).toBeCloseTo(360, 6);
    expect(at(0)[0]! + at(2)[0]!).toBeCloseTo(720, 6);
  });

  it("refuses sizes without room", () => {
    expect(() => keyFigure(scenes[0]!, { ...look, width: 400 })).toThrow(
      "keyFigure: width and height must be whole pixels of at least 480 and 160, got 400 and 240",
    );
    expect(() => keyFigure(scenes[0]!, { ...look, width: 1440, height: 200 })).toThrow(
      "keyFigure: height must leave room for panels at width 1440, got 200",
    );
    expect(() => lockKeyFigure([], scenes, look)).toThrow("lockKeyFigure: light and full must not be empty");
  });
});
