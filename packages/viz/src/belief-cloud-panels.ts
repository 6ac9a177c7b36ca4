import type { Tensor } from "@beliefscope/tensor";
import { cloudImage } from "./cloud-image.ts";
import { defaultStateNames } from "./default-names.ts";
import { fitView, placePoints, placeView, type View } from "./fit-view.ts";
import type { Layer, Rect } from "./figure.ts";
import { hexToOklab } from "./oklab.ts";
import type { Panel } from "./panel.ts";
import { pointColors } from "./point-colors.ts";
import { projectPoints, simplexCorners, type PlanePoints } from "./project-points.ts";
import { simplexMarkup } from "./simplex-markup.ts";
import { stateColors } from "./state-colors.ts";
import { stripImage } from "./strip-image.ts";
import { svgText } from "./svg-text.ts";
import type { Theme } from "./theme.ts";

/** The same words seen by several claimants: position is what one claims, colour is what is true. */
export type BeliefClouds = {
  /** True beliefs, shape [point, state]: the colours, in all panels. */
  readonly truth: Tensor;
  /** How much each point counts, shape [point], 0 or more; see `supportWeights`. */
  readonly weights: Float64Array;
  /** Where beliefs lie in the plane, shape [2, state]: `simplexProjection` or `pcaProjection`. */
  readonly projection: Tensor;
  /** Shape [state]. Default S₀, S₁, … */
  readonly stateNames?: readonly string[];
  /**
   * Whether beliefs are probabilities, which live in the simplex of the states (default). Signed beliefs, of a generalized
   * process, have no corners to draw: their view is the box around the true ones, and colour goes by place in it.
   */
  readonly simplex?: boolean;
  /** The part of the plane to show, from `commonView` for figures that are to be compared. Default: what holds these clouds. */
  readonly view?: View;
  /** Raster pixels for each unit of the figure, along each side. Default 2. */
  readonly pixelRatio?: number;
  /** One panel each. */
  readonly clouds: readonly BeliefClaims[];
};

/** What one claimant believes, and what to write over and under it. */
export type BeliefClaims = {
  readonly title: string;
  readonly caption?: string;
  /** Claimed beliefs, shape [point, state]; may leave the simplex, and are drawn where they are. */
  readonly claims: Tensor;
  /** Density shown at full strength, from `commonExposures` for the frames of an animation. Default: what suits this cloud. */
  readonly exposure?: number;
};

/**
 * Panels of belief clouds over one simplex, all in one view so that they can be compared by eye. Two states make a strip of
 * spectral lines, three the triangle, more a plane projection with the simplex's corners and edges drawn in.
 *
 * @param data Beliefs, weights, projection and words.
 * @returns One panel a cloud, in order.
 * @throws RangeError if a shape is wrong or a claim is not finite.
 * @example
 * const truth = createTensor(Float64Array.of(1, 0, 0, 0, 1, 0), [2, 3]);
 * const clouds = [{ title: "True beliefs", claims: truth }];
 * beliefCloudPanels({ truth, weights: Float64Array.of(1, 1), projection: simplexProjection(3), clouds }).length; // => 1
 */
export function beliefCloudPanels(data: BeliefClouds): Panel[] {
  const { truth, weights, projection, clouds, pixelRatio = 2 } = data;
  const [count = 0, numStates = 0] = truth.shape;
  const stateNames = data.stateNames ?? defaultStateNames(numStates);
  if (truth.shape.length !== 2 || weights.length !== count || stateNames.length !== numStates) {
    throw new RangeError(
      `beliefCloudPanels: weights and stateNames must fit truth of shape [${truth.shape.join(", ")}], got ${weights.length} and ${stateNames.length}`,
    );
  }
  for (const { title, claims } of clouds) {
    if (claims.shape.length !== 2 || claims.shape[0] !== count || claims.shape[1] !== numStates) {
      throw new RangeError(
        `beliefCloudPanels: claims of "${title}" must have shape [${count}, ${numStates}], got [${claims.shape.join(", ")}]`,
      );
    }
  }
  const points = clouds.map(({ claims }) => projectPoints(claims, projection));
  const simplex = data.simplex ?? true;
  const corners = viewCorners(data);
  const view = data.view ?? fitView(corners, points);

  const drawnColors = new Map<Theme, Float32Array>(); // the same in all panels
  const colorsIn = (theme: Theme): Float32Array => {
    const color =
      drawnColors.get(theme) ??
      (simplex
        ? pointColors(truth, stateColors(theme, numStates).map(hexToOklab))
        : pointColors(placeMixtures(corners), theme.states.slice(0, 3).map(hexToOklab)));
    drawnColors.set(theme, color);
    return color;
  };

  return clouds.map(({ title, caption, exposure }, k) => ({
    title,
    ...(caption === undefined ? {} : { caption }),
    aspect: numStates <= 2 ? 0.5 : 0.88,
    draw(rect: Rect, theme: Theme): Layer[] {
      const { width, height } = rect;
      const palette = stateColors(theme, numStates);
      const placement = placeView(view, width, height);
      const paint = numStates === 2 ? stripImage : cloudImage;
      const cloud = {
        ...placePoints(points[k]!, placement, pixelRatio),
        weight: weights,
        color: colorsIn(theme),
      };
      // A locked exposure says that this is one frame of many.
      const locked = exposure === undefined ? {} : { exposure, fine: true };
      const image = paint(cloud, Math.round(pixelRatio * width), Math.round(pixelRatio * height), theme, locked);
      const outline = simplex ? simplexMarkup(placePoints(corners, placement, 1), stateNames, palette, theme) : "";
      const note = outsideNote(cloud, image.width, image.height);
      const svg =
        outline + (note === "" ? "" : svgText(width / 2, 4, note, { size: 11, fill: theme.muted, anchor: "middle" }));
      return [
        { kind: "raster", rect, image },
        { kind: "vector", rect, svg },
      ];
    },
  }));
}

/** Three weights that tell places in the box around some points apart: left, lower right, upper right. Shape [point, 3]. */
function placeMixtures({ x, y }: PlanePoints): Tensor {
  const unit = (values: Float64Array): Float64Array => {
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const span = values.reduce((a, b) => Math.max(a, b), -Infinity) - low;
    return values.map((value) => (span > 0 ? (value - low) / span : 0.5));
  };
  const [u, v] = [unit(x), unit(y)];
  const data = new Float64Array(3 * x.length);
  u.forEach((right, i) => data.set([1 - right, right * (1 - v[i]!), right * v[i]!], 3 * i));
  return { shape: [x.length, 3], data };
}

/** What a view is built around: the simplex's corners; without a simplex, the true beliefs. */
export function viewCorners({ truth, projection, simplex = true }: BeliefClouds): PlanePoints {
  return simplex ? simplexCorners(projection) : projectPoints(truth, projection);
}

/** Says which share of the points the view leaves out, so that none goes missing in silence. */
function outsideNote({ x, y }: PlanePoints, width: number, height: number): string {
  let outside = 0;
  for (let i = 0; i < x.length; i++) {
    if (!(x[i]! >= 0 && x[i]! <= width && y[i]! >= 0 && y[i]! <= height)) outside++;
  }
  if (outside === 0) return "";
  const percent = (100 * outside) / x.length;
  return `${percent < 1 ? "under 1" : Math.round(percent)} % of the points lie outside this view`;
}
