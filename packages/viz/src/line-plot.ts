import type { Rect } from "./figure.ts";
import { spreadLabels } from "./spread-labels.ts";
import { svgElement, svgNumber } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import type { Theme } from "./theme.ts";

/** One line over the steps 0, 1, 2, …; null where it has no value. */
export type PlotLine = {
  readonly values: readonly (number | null)[];
  readonly color: string;
  /** Written beside its last point. */
  readonly name?: string;
  /** A guide rather than data: dashed and without dots. */
  readonly dashed?: boolean;
};

/** Lines over common steps in a rectangle: names and tick labels stand outside of it. */
export type LinePlot = {
  readonly rect: Rect;
  readonly caption: string;
  readonly range: readonly [low: number, high: number];
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
  /** Drawn in order, the first at the bottom. */
  readonly lines: readonly PlotLine[];
  /** Fills the area between two lines. */
  readonly shade?: { readonly between: readonly [PlotLine, PlotLine]; readonly color: string };
};

type Point = readonly [x: number, y: number];

/** Draws a line plot: grid, shade, lines with dots, and names at their ends, moved apart where they would collide. */
export function linePlot({ rect, caption, range: [low, high], ticks, lines, shade }: LinePlot, theme: Theme): string {
  const steps = Math.max(...lines.map(({ values }) => values.length)) - 1;
  const right = rect.x + rect.width;
  const y = (value: number): number => rect.y + (rect.height * (high - value)) / (high - low);
  const pointsOf = (values: PlotLine["values"]): Point[] =>
    values.flatMap((value, k) => (value === null ? [] : [[rect.x + (rect.width * k) / steps, y(value)] as const]));

  const grid = ticks.map(
    ({ value, text }) =>
      svgElement("line", {
        x1: rect.x,
        y1: y(value),
        x2: right,
        y2: y(value),
        stroke: theme.line,
        "stroke-opacity": 0.22,
      }) + svgText(rect.x - 8, y(value), text, { size: 11, fill: theme.muted, anchor: "end" }),
  );
  const title = svgText(rect.x, rect.y - 13, caption, { size: 11, fill: theme.muted });
  const drawn = lines.map(({ values, color, dashed = false }) => {
    const points = pointsOf(values);
    if (points.length === 0) return "";
    const path = { d: pathThrough(points), fill: "none", stroke: color, "stroke-linejoin": "round" };
    if (dashed) return svgElement("path", { ...path, "stroke-dasharray": "2 4" });
    const dots = points.map(([cx, cy]) => svgElement("circle", { cx, cy, r: 2.3, fill: color }));
    return svgElement("path", { ...path, "stroke-width": 1.7 }) + dots.join("");
  });
  const ends = lines.flatMap(({ values, name, color }) => {
    const last = pointsOf(values).at(-1);
    return name === undefined || last === undefined ? [] : [{ name, color, last }];
  });
  const places = spreadLabels(
    ends.map(({ last }) => last[1]),
    15,
    rect.y,
    rect.y + rect.height,
  );
  const names = ends.map(({ name, color, last }, k) => {
    const lead: Point[] = [
      [last[0] + 4, last[1]],
      [right + 12, places[k]!],
    ];
    return (
      svgElement("path", { d: pathThrough(lead), fill: "none", stroke: color, "stroke-opacity": 0.6 }) +
      svgText(right + 15, places[k]!, name, { size: 12, fill: theme.text })
    );
  });
  return [title, ...grid, shade === undefined ? "" : shadeBetween(shade, pointsOf), ...drawn, ...names].join("");
}

function shadeBetween(
  { between: [one, other], color }: NonNullable<LinePlot["shade"]>,
  pointsOf: (values: PlotLine["values"]) => Point[],
): string {
  const common = (line: PlotLine, mask: PlotLine): Point[] =>
    pointsOf(line.values.map((value, k) => (mask.values[k] === null ? null : value)));
  const outline = [...common(one, other), ...common(other, one).reverse()];
  if (outline.length === 0) return "";
  return svgElement("path", { d: `${pathThrough(outline)}Z`, fill: color, "fill-opacity": 0.25 });
}

/** The path data of straight lines through points. */
export function pathThrough(points: readonly Point[]): string {
  return points.map(([x, y], k) => `${k === 0 ? "M" : "L"}${svgNumber(x)} ${svgNumber(y)}`).join("");
}
