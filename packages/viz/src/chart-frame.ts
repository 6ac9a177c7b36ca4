import type { Figure, Table } from "./figure.ts";
import { svgText } from "./svg-text.ts";
import { wrapText } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** What all charts are told beside their data. */
export type ChartStyle = {
  readonly theme: Theme;
  /** What the chart shows, in words. */
  readonly alt: string;
  /** Width in CSS pixels, at least 240. Default 720. */
  readonly width?: number;
  readonly title?: string;
  readonly subtitle?: string;
};

/** The chart's outer margin. */
export const chartMargin = 20;

/** Title lines of a chart and the height that they take. */
export function chartHeader({ theme, title, subtitle }: ChartStyle, width: number): { markup: string; height: number } {
  const lines: string[] = [];
  let y = chartMargin;
  if (title !== undefined) {
    lines.push(svgText(chartMargin, y + 6, title, { size: 15, fill: theme.text, weight: 600 }));
    y += 24;
  }
  for (const line of subtitle === undefined ? [] : wrapText(subtitle, 12, width - 2 * chartMargin)) {
    lines.push(svgText(chartMargin, y + 4, line, { size: 12, fill: theme.muted }));
    y += 17;
  }
  return { markup: lines.join(""), height: y + (lines.length > 0 ? 6 : 0) };
}

/** Wraps a chart's markup as a figure with one vector layer. */
export function chartFigure(style: ChartStyle, width: number, height: number, table: Table, markup: string): Figure {
  return {
    width,
    height,
    background: style.theme.background,
    alt: style.alt,
    table,
    layers: [{ kind: "vector", rect: { x: 0, y: 0, width, height }, svg: markup }],
  };
}

/** The asked width, checked. */
export function chartWidth(chart: string, { width = 720 }: ChartStyle): number {
  if (!(width >= 240 && width < Infinity)) throw new RangeError(`${chart}: width must be at least 240, got ${width}`);
  return width;
}
