import { axisScale, type ChartAxis } from "./chart-axis.ts";
import { chartFigure, chartHeader, chartMargin, chartWidth, type ChartStyle } from "./chart-frame.ts";
import type { Figure } from "./figure.ts";
import { pathThrough } from "./line-plot.ts";
import { spreadLabels } from "./spread-labels.ts";
import { svgElement } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

/** Quantities over another one, each axis linear or logarithmic. */
export type LineChart = {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly {
    /** Written beside the last point. */
    readonly label: string;
    /** By ascending x, at least one. */
    readonly points: readonly (readonly [x: number, y: number])[];
    /** What is expected rather than measured: dashed and without dots. */
    readonly dashed?: boolean;
  }[];
  /** Values of x that mean something: dotted vertical lines, named above the plot. */
  readonly guides?: readonly { readonly label: string; readonly x: number }[];
};

const plotHeight = 240;
const mostDots = 24; // more points than this are a curve

/**
 * Lines through points, named at their ends; dots where points are few. A geometric decay is straight on a log scale.
 *
 * @param data Axes, lines of at least one point, guides.
 * @param style Theme and words.
 * @throws RangeError if there is no line, a line has no point, or a value is not finite (or not positive on a log scale).
 * @example
 * const lines = [{ label: "θ = .5", points: [[0, 1], [1, 0.5], [2, 0.25]] as const }];
 * const data = { x: { label: "lag" }, y: { label: "weight", scale: "log" as const }, lines };
 * lineChart(data, { theme: themes.dark, alt: "One decay" }).table?.rows[1]; // => ["θ = .5", 1, 0.5]
 */
export function lineChart(data: LineChart, style: ChartStyle): Figure {
  const { lines, guides = [] } = data;
  const { theme } = style;
  const width = chartWidth("lineChart", style);
  if (lines.length === 0) throw new RangeError("lineChart: lines must not be empty, got none");
  const empty = lines.find(({ points }) => points.length === 0);
  if (empty !== undefined) throw new RangeError(`lineChart: ${empty.label} must have a point, got none`);

  const points = lines.flatMap((line) => line.points);
  const xAxis = axisScale("lineChart", data.x, [...points.map(([x]) => x), ...guides.map((guide) => guide.x)]);
  const yAxis = axisScale(
    "lineChart",
    data.y,
    points.map(([, y]) => y),
  );
  const header = chartHeader(style, width);
  const left = chartMargin + 44;
  const nameWidth = Math.min(0.36 * width, Math.max(...lines.map(({ label }) => textWidth(label, 12))));
  const right = width - chartMargin - nameWidth - 18;
  const top = header.height + 22 + (guides.length > 0 ? 18 : 0);
  const bottom = top + plotHeight;
  const x = (value: number): number => left + (right - left) * xAxis.share(value);
  const y = (value: number): number => bottom - plotHeight * yAxis.share(value);

  const small = { size: 11, fill: theme.muted } as const;
  const faint = { stroke: theme.line, "stroke-opacity": 0.22 };
  const grid = [
    ...yAxis.ticks.map(
      ({ value, text }) =>
        svgElement("line", { x1: left, y1: y(value), x2: right, y2: y(value), ...faint }) +
        svgText(left - 8, y(value), text, { ...small, anchor: "end" }),
    ),
    ...xAxis.ticks.map(
      ({ value, text }) =>
        svgElement("line", { x1: x(value), y1: bottom, x2: x(value), y2: bottom + 4, stroke: theme.line }) +
        svgText(x(value), bottom + 14, text, { ...small, anchor: "middle" }),
    ),
    svgElement("line", { x1: left, y1: bottom, x2: right, y2: bottom, stroke: theme.line }),
    svgText(left - 36, top - 12 - (guides.length > 0 ? 18 : 0), data.y.label, small),
    svgText((left + right) / 2, bottom + 31, data.x.label, { ...small, anchor: "middle" }),
  ];
  const guideAt = guides.map((guide) => x(guide.x));
  const widest = Math.max(0, ...guides.map(({ label }) => textWidth(label, 11)));
  const guideNames = spreadLabels(guideAt, widest + 12, left, right);
  const marks = guides.map(
    ({ label }, k) =>
      svgElement("path", {
        d: pathThrough([
          [guideNames[k]!, top - 8],
          [guideAt[k]!, top],
          [guideAt[k]!, bottom],
        ]),
        fill: "none",
        stroke: theme.muted,
        "stroke-dasharray": "2 4",
      }) + svgText(guideNames[k]!, top - 16, label, { ...small, anchor: "middle" }),
  );

  const colorOf = (k: number): string => theme.states[(k + 2) % theme.states.length]!;
  const drawn = lines.map((line, k) => {
    const at = line.points.map(([px, py]) => [x(px), y(py)] as const);
    const path = { d: pathThrough(at), fill: "none", stroke: colorOf(k), "stroke-linejoin": "round" };
    if (line.dashed === true) return svgElement("path", { ...path, "stroke-width": 1.5, "stroke-dasharray": "5 4" });
    const dots =
      at.length > mostDots ? [] : at.map(([cx, cy]) => svgElement("circle", { cx, cy, r: 3, fill: colorOf(k) }));
    return svgElement("path", { ...path, "stroke-width": 2 }) + dots.join("");
  });
  const ends = lines.map((line) => line.points.at(-1)!).map(([px, py]) => [x(px), y(py)] as const);
  const places = spreadLabels(
    ends.map(([, endY]) => endY),
    16,
    top,
    bottom,
  );
  const names = lines.map(
    ({ label }, k) =>
      svgElement("path", {
        d: pathThrough([
          [ends[k]![0] + 4, ends[k]![1]],
          [right + 12, places[k]!],
        ]),
        fill: "none",
        stroke: colorOf(k),
        "stroke-opacity": 0.6,
      }) + svgText(right + 16, places[k]!, label, { size: 12, fill: theme.text }),
  );
  const table = {
    columns: ["line", data.x.label, data.y.label],
    rows: lines.flatMap(({ label, points: of }) => of.map(([px, py]) => [label, px, py])),
  };
  const markup = [header.markup, ...grid, ...marks, ...drawn.toReversed(), ...names].join("");
  return chartFigure(style, width, Math.round(bottom + 40 + chartMargin / 2), table, markup);
}
