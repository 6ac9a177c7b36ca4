import type { Tensor } from "@beliefscope/tensor";
import { beliefCloudPanels, type BeliefClouds } from "./belief-cloud-panels.ts";
import type { Figure, Layer, Rect } from "./figure.ts";
import type { View } from "./fit-view.ts";
import { commonExposures, commonView } from "./lock-clouds.ts";
import type { Panel } from "./panel.ts";
import { pcaProjection } from "./pca-projection.ts";
import { simplexProjection } from "./simplex-projection.ts";
import { stateGraphPanel, type StateGraph } from "./state-graph-panel.ts";
import { svgElement } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** What one frame of the key figure shows: a process, what its best predictor believes, and what a fixed filter makes of it. */
export type KeyScene = {
  readonly process: Omit<StateGraph, "title" | "caption" | "steady">;
  /** Optimal beliefs along one stream of tokens, shape [point, state]. */
  readonly truth: Tensor;
  /** Shape [point], 0 or more. */
  readonly weights: Float64Array;
  /** What the filter claims after the same tokens, shape [point, state]; null where there is none. */
  readonly filter: Tensor | null;
  /** One line under each panel. */
  readonly captions: readonly [process: string, beliefs: string, filter: string];
  /** Place on the track of stops, 0 at the first; whole numbers are stops. */
  readonly position: number;
};

/** What all frames of a key figure have in common. */
export type KeyLook = {
  readonly theme: Theme;
  /** Of the picture in pixels, at least 480 and 160. */
  readonly width: number;
  readonly height: number;
  /** Names of the stops on the track below the panels, the last being where the loop ends. Default: no track. */
  readonly stops?: readonly string[];
  /** From `lockKeyFigure`. Default: what suits the scene. */
  readonly lock?: KeyLock;
};

/** What would otherwise move from frame to frame though the scene does not. */
export type KeyLock = {
  /** Where beliefs lie in the plane, shape [2, state]: the simplex, or the principal plane of more than three states. */
  readonly projection: Tensor;
  readonly view: View;
  readonly exposures: readonly [beliefs: number, filter: number];
};

const titles = ["Optimal beliefs", "Best fixed filter"];

/** The figure is laid out at this width and then scaled, so that words have the same share of it at every size. */
const layoutWidth = 720;
const margin = 14;
const gap = 12;
const titleBand = 26;
const captionBand = 20;
const trackBand = 30;

/**
 * The key figure: the graph of a process, its optimal beliefs and those of a fixed filter side by side. Colour is the true
 * belief, also in the filter's panel: where colours mix, the filter confuses what is different. The graph stands still while
 * its probabilities change; under the panels a track shows how far the animation is.
 *
 * @param scene What to show.
 * @param look Size, theme and what is locked for all frames.
 * @returns A figure in units of which `look.width` pixels hold 720: draw it with scale = look.width / 720.
 * @throws RangeError if the size is too small, or a shape is wrong.
 * @example
 * const truth = createTensor(Float64Array.of(1, 0, 0, 1), [2, 2]);
 * const process = { labeledTransitions: Float64Array.of(0.5, 0, 0, 0, 0, 0.5, 1, 0), numTokens: 2, numStates: 2 };
 * const scene: KeyScene = { process, truth, weights: Float64Array.of(1, 1), filter: null, captions: ["", "", ""], position: 0 };
 * keyFigure(scene, { theme: themes.dark, width: 1440, height: 580 }).height; // => 290
 */
export function keyFigure(scene: KeyScene, look: KeyLook): Figure {
  const { theme, lock } = look;
  const projection = lock?.projection ?? commonProjection([scene]);
  const { width, height, scale, panels: places } = layoutOf(look);
  const { process, captions } = scene;
  const names = process.stateNames ? { stateNames: process.stateNames } : {};
  const cloudPanels = (
    titles: readonly string[],
    claims: readonly Tensor[],
    exposures: readonly number[] | undefined,
  ) =>
    beliefCloudPanels({
      truth: claims[0]!,
      weights: claims[0]!.shape[0] === 0 ? new Float64Array(0) : scene.weights,
      projection,
      ...names,
      pixelRatio: scale,
      ...(lock && { view: lock.view }),
      clouds: titles.map((title, k) => ({ title, claims: claims[k]!, ...(exposures && { exposure: exposures[k]! }) })),
    });
  const nothing = { shape: [0, process.numStates], data: new Float64Array(0) };
  const { truth, filter } = scene;
  const panels: Panel[] = [
    stateGraphPanel({ ...process, title: "Hidden Markov process", steady: true }),
    ...(filter
      ? cloudPanels(titles, [truth, filter], lock?.exposures)
      : [
          ...cloudPanels(titles.slice(0, 1), [truth], lock?.exposures.slice(0, 1)),
          ...cloudPanels(titles.slice(1), [nothing], lock?.exposures.slice(1)),
        ]),
  ];
  const layers: Layer[] = panels.flatMap((panel, k) => [...panel.draw(places[k]!, theme)]);
  const words = panels.map((panel, k) => {
    const { x, y, width, height } = places[k]!;
    const middle = x + width / 2;
    return (
      svgText(middle, y - titleBand / 2, panel.title, { size: 15, fill: theme.text, weight: 600, anchor: "middle" }) +
      svgText(middle, y + height + captionBand / 2, captions[k]!, { size: 12, fill: theme.muted, anchor: "middle" })
    );
  });
  const track = look.stops ? trackMarkup(look.stops, scene.position, { width, height }, theme) : "";
  layers.push({ kind: "vector", rect: { x: 0, y: 0, width, height }, svg: words.join("") + track });
  const alt = `${captions[0]}: the graph of the process, its optimal beliefs, and those of the best fixed filter.`;
  return { width, height, background: theme.background, alt, layers };
}

/**
 * What to lock for the frames of a key figure.
 *
 * @param light All scenes, or many: a few thousand points each tell the view.
 * @param full Scenes that stand for all, such as those at the stops, with as many points as will be shown: they tell the
 *   exposures.
 * @param look As for `keyFigure`.
 * @throws RangeError if there are no scenes, or as `keyFigure`.
 * @example
 * const truth = createTensor(Float64Array.of(1, 0, 0, 1), [2, 2]);
 * const filter = createTensor(Float64Array.of(1.25, -0.25, 0, 1), [2, 2]);
 * const process = { labeledTransitions: Float64Array.of(0.5, 0, 0, 0, 0, 0.5, 1, 0), numTokens: 2, numStates: 2 };
 * const scene: KeyScene = { process, truth, weights: Float64Array.of(1, 1), filter, captions: ["", "", ""], position: 0 };
 * lockKeyFigure([scene], [scene], { theme: themes.dark, width: 1440, height: 580 }).view.left; // => -0.25
 */
export function lockKeyFigure(light: readonly KeyScene[], full: readonly KeyScene[], look: KeyLook): KeyLock {
  const { scale, panels } = layoutOf(look);
  if (light.length === 0 || full.length === 0) {
    throw new RangeError(
      `lockKeyFigure: light and full must not be empty, got ${light.length} and ${full.length} scenes`,
    );
  }
  const projection = commonProjection(light);
  const clouds = (scene: KeyScene, filtered: boolean, view?: View): BeliefClouds => ({
    truth: scene.truth,
    weights: scene.weights,
    projection,
    pixelRatio: scale,
    ...(view && { view }),
    clouds: [{ title: "", claims: filtered ? scene.filter! : scene.truth }],
  });
  const filtered = (scenes: readonly KeyScene[]): readonly KeyScene[] => scenes.filter(({ filter }) => filter !== null);
  const view = commonView([
    ...light.map((scene) => clouds(scene, false)),
    ...filtered(light).map((scene) => clouds(scene, true)),
  ]);
  const exposure = (scenes: readonly KeyScene[], isFilter: boolean): number =>
    commonExposures(
      scenes.map((scene) => clouds(scene, isFilter, view)),
      panels[1].width,
      panels[1].height,
    )[0]!;
  const beliefs = exposure(full, false);
  return {
    projection,
    view,
    exposures: [beliefs, filtered(full).length > 0 ? exposure(filtered(full), true) : beliefs],
  };
}

/** The simplex where it has a faithful plane picture, else the plane in which the beliefs of all scenes vary most. */
function commonProjection(scenes: readonly KeyScene[]): Tensor {
  const { numStates } = scenes[0]!.process;
  if (numStates <= 3) return simplexProjection(numStates);
  const count = scenes.reduce((sum, { weights }) => sum + weights.length, 0);
  const beliefs = new Float64Array(count * numStates);
  const weights = new Float64Array(count);
  let start = 0;
  for (const scene of scenes) {
    beliefs.set(scene.truth.data, start * numStates);
    weights.set(scene.weights, start);
    start += scene.weights.length;
  }
  return pcaProjection({ shape: [count, numStates], data: beliefs }, weights).projection;
}

type KeyLayout = {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly panels: readonly [Rect, Rect, Rect];
};

/** Places of the three panels; their edges fall on whole pixels, so that rasters are not resampled. */
function layoutOf({ width, height, stops }: KeyLook): KeyLayout {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 480 || height < 160) {
    throw new RangeError(
      `keyFigure: width and height must be whole pixels of at least 480 and 160, got ${width} and ${height}`,
    );
  }
  const scale = width / layoutWidth;
  const snap = (length: number): number => Math.round(length * scale) / scale;
  const panelWidth = snap((layoutWidth - 2 * margin - 2 * gap) / 3);
  const y = snap(margin - 4 + titleBand);
  const below = captionBand + (stops ? trackBand : margin / 2);
  const panelHeight = snap(height / scale - y - below);
  if (panelHeight < 90) {
    throw new RangeError(`keyFigure: height must leave room for panels at width ${width}, got ${height}`);
  }
  const place = (k: number): Rect => ({
    x: snap(margin + k * (panelWidth + gap)),
    y,
    width: panelWidth,
    height: panelHeight,
  });
  return { width: layoutWidth, height: height / scale, scale, panels: [place(0), place(1), place(2)] };
}

/** A line with a dot for each stop, as much of it drawn bright as has passed, and a name under each. */
function trackMarkup(
  stops: readonly string[],
  position: number,
  { width, height }: { readonly width: number; readonly height: number },
  theme: Theme,
): string {
  const y = height - trackBand + 6;
  const inset = Math.min(0.16 * width, (0.5 * width) / stops.length);
  const at = (place: number): number => inset + (place * (width - 2 * inset)) / (stops.length - 1);
  const line = (from: number, to: number, stroke: string): string =>
    svgElement("line", {
      x1: at(from),
      y1: y,
      x2: at(to),
      y2: y,
      stroke,
      "stroke-width": 1.5,
      "stroke-linecap": "round",
    });
  const room = at(1) - at(0) - 8;
  const marks = stops.map((name, k) => {
    const near = Math.max(0, 1 - 2 * Math.abs(position - k));
    const passed = position >= k;
    const dot = svgElement("circle", {
      cx: at(k),
      cy: y,
      r: 3,
      fill: passed ? theme.text : theme.background,
      stroke: passed ? theme.text : theme.line,
      "stroke-width": 1.5,
    });
    const style = { size: 11, fill: theme.muted, anchor: "middle" } as const;
    const bright = svgText(at(k), y + 14, fitText(name, 11, room), { ...style, fill: theme.text });
    return (
      dot +
      svgText(at(k), y + 14, fitText(name, 11, room), style) +
      (near > 0 ? svgElement("g", { opacity: near }, bright) : "")
    );
  });
  const head = svgElement("circle", { cx: at(position), cy: y, r: 4.5, fill: theme.text });
  return line(0, stops.length - 1, theme.line) + line(0, position, theme.text) + marks.join("") + head;
}

/** Text cut to a width, with an ellipsis where something is missing. */
function fitText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  let kept = text;
  while (kept !== "" && textWidth(`${kept}…`, size) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
