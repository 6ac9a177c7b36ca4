import { axisScale, type ChartAxis } from "./chart-axis.ts";
import { chartFigure, chartHeader, chartMargin, chartWidth, type ChartStyle } from "./chart-frame.ts";
import type { Figure } from "./figure.ts";
import { svgElement } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** One quantity of many things, in one or more series, such as regrets by rung and process, or poles with intervals. */
export type DotChart = {
  readonly axis: ChartAxis;
  /** Named in a key above the plot, unless there is only one. */
  readonly series: readonly string[];
  readonly rows: readonly {
    readonly label: string;
    /** One for each series, in its order; null where there is none. */
    readonly dots: readonly (Dot | null)[];
    /** Written in the row: why a dot is missing, say. */
    readonly note?: string;
  }[];
  /** Values that mean something: dashed vertical lines, named below the axis's label. */
  readonly references?: readonly { readonly label: string; readonly value: number }[];
};

/** A value and, where it is uncertain, what it may be. */
export type Dot = { readonly value: number; readonly interval?: readonly [low: number, high: number] };

const rowHeight = 24;
const fontSize = 12;

/**
 * Dots on one axis, a row for each thing. Unlike bars they need no zero, so the axis may be logarithmic.
 *
 * @param data Rows with one dot or null for each series.
 * @param style Theme and words.
 * @throws RangeError if there is no row or series, a row has another number of dots, or a value does not fit the scale.
 * @example
 * const rows = [{ label: "one matrix", dots: [{ value: 0.004 }] }, { label: "exact", dots: [null], note: "0" }];
 * const data = { axis: { label: "regret, nats", scale: "log" as const }, series: ["mess3"], rows };
 * dotChart(data, { theme: themes.dark, alt: "Regrets" }).table?.rows; // => [["one matrix", 0.004], ["exact", "0"]]
 */
export function dotChart(data: DotChart, style: ChartStyle): Figure {
  const { axis, series, rows, references = [] } = data;
  const { theme } = style;
  const width = chartWidth("dotChart", style);
  checkRows(data);

  const values = rows.flatMap(({ dots }) =>
    dots.flatMap((dot) => (dot === null ? [] : [dot.value, ...(dot.interval ?? [])])),
  );
  const scale = axisScale("dotChart", axis, [...values, ...references.map(({ value }) => value)]);
  const header = chartHeader(style, width);
  const nameWidth = Math.min(0.44 * width, Math.max(...rows.map(({ label }) => textWidth(label, fontSize))));
  const left = chartMargin + nameWidth + 16;
  const right = width - chartMargin - 12;
  const top = header.height + (series.length > 1 ? 26 : 4) + (references.length > 0 ? 18 : 0);
  const bottom = top + rowHeight * rows.length;
  const x = (value: number): number => left + (right - left) * scale.share(value);

  const small = { size: 11, fill: theme.muted, anchor: "middle" } as const;
  const faint = { stroke: theme.line, "stroke-opacity": 0.22 };
  const grid = scale.ticks.map(
    ({ value, text }) =>
      svgElement("line", { x1: x(value), y1: top, x2: x(value), y2: bottom, ...faint }) +
      svgText(x(value), bottom + 12, text, small),
  );
  const lines = references.map(
    ({ label, value }) =>
      svgElement("line", {
        x1: x(value),
        y1: top - 4,
        x2: x(value),
        y2: bottom,
        stroke: theme.text,
        "stroke-dasharray": "3 3",
      }) + svgText(x(value), top - 13, label, { ...small, fill: theme.text }),
  );
  const drawn = rows.map(({ label, dots, note }, row) => {
    const y = top + rowHeight * (row + 0.5);
    const name = svgText(left - 12, y, label, { size: fontSize, fill: theme.muted, anchor: "end" });
    const rule = svgElement("line", { x1: left, y1: y, x2: right, y2: y, ...faint });
    const marks = dots.map((dot, k) => (dot === null ? "" : dotMarkup(dot, x, y, seriesColor(theme, k))));
    const words =
      note === undefined
        ? ""
        : svgText(left + 6, y, note, { size: fontSize, fill: theme.muted, halo: theme.background });
    return name + rule + marks.join("") + words;
  });
  const table = {
    columns: ["name", ...series],
    rows: rows.map(({ label, dots, note }) => [label, ...dots.map((dot) => dot?.value ?? note ?? "none")]),
  };
  const key = series.length > 1 ? seriesKey(series, left, header.height + 10, theme) : "";
  const unit = svgText((left + right) / 2, bottom + 29, axis.label, small);
  const markup = [header.markup, key, ...grid, ...lines, ...drawn, unit].join("");
  return chartFigure(style, width, Math.round(bottom + 38 + chartMargin / 2), table, markup);
}

function checkRows({ series, rows }: DotChart): void {
  if (series.length === 0 || rows.length === 0) {
    throw new RangeError(`dotChart: rows and series must not be empty, got ${rows.length} and ${series.length}`);
  }
  const wrong = rows.find(({ dots }) => dots.length !== series.length);
  if (wrong !== undefined) {
    throw new RangeError(`dotChart: ${wrong.label} must have ${series.length} dots, got ${wrong.dots.length}`);
  }
}

const seriesColor = (theme: Theme, k: number): string => theme.states[(k + 2) % theme.states.length]!;

function dotMarkup({ value, interval }: Dot, x: (value: number) => number, y: number, color: string): string {
  const dot = svgElement("circle", { cx: x(value), cy: y, r: 4.5, fill: color });
  if (interval === undefined) return dot;
  const [from, to] = interval.map(x) as [number, number];
  return svgElement("line", { x1: from, y1: y, x2: to, y2: y, stroke: color, "stroke-width": 2.5 }) + dot;
}

function seriesKey(series: readonly string[], left: number, y: number, theme: Theme): string {
  let x = left;
  return series
    .map((name, k) => {
      const entry =
        svgElement("circle", { cx: x + 5, cy: y, r: 4.5, fill: seriesColor(theme, k) }) +
        svgText(x + 14, y, name, { size: fontSize, fill: theme.text });
      x += 14 + textWidth(name, fontSize) + 20;
      return entry;
    })
    .join("");
}
