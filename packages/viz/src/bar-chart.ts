import { axisTicks, tickDigits } from "./axis-ticks.ts";
import { chartFigure, chartHeader, chartMargin, chartWidth, type ChartStyle } from "./chart-frame.ts";
import type { Figure } from "./figure.ts";
import { shortNumber } from "./short-number.ts";
import { svgElement } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** Named values in groups, such as R² by site, by baseline and by control. */
export type BarGroups = {
  readonly groups: readonly {
    readonly title?: string;
    /** "strong" for what the chart is about, "plain" for what it is compared with. */
    readonly tone: "strong" | "plain";
    /** A value that does not exist is null; the note says why, or adds a word to a value. */
    readonly bars: readonly { readonly label: string; readonly value: number | null; readonly note?: string }[];
  }[];
  /** A dashed line through all rows, such as the best baseline. */
  readonly reference?: { readonly label: string; readonly value: number };
  /** Ends of the axis; bars that go beyond are cut there with an arrow, their value is still printed. Default: fits all. */
  readonly domain?: readonly [low: number, high: number];
  /** Decimals of printed values. Default 3. */
  readonly digits?: number;
};

const fontSize = 12;
const rowHeight = 22;
const barHeight = 12;
const groupGap = 10;

/**
 * Horizontal bars from zero, each with its name on the left and its value at its end; negative bars go left.
 *
 * @param data Groups of bars, at least one bar.
 * @param style Theme and words.
 * @throws RangeError if there is no bar, a value is not finite, or the domain does not contain 0 and more.
 * @example
 * const bars = [{ label: "block 1", value: 0.62 }, { label: "block 2", value: 0.97 }];
 * barChart({ groups: [{ tone: "strong", bars }] }, { theme: themes.light, alt: "R² grows with depth" }).table?.rows[1]; // => ["block 2", 0.97]
 */
export function barChart(data: BarGroups, style: ChartStyle): Figure {
  const { groups, reference, digits = 3 } = data;
  const { theme } = style;
  const width = chartWidth("barChart", style);
  const bars = groups.flatMap((group) => group.bars);
  const [low, high] = barDomain(data);

  const header = chartHeader(style, width);
  const nameWidth = Math.min(0.42 * width, Math.max(...bars.map(({ label }) => textWidth(label, fontSize))));
  const valueWidth = textWidth("−0.000", fontSize) + 10;
  const negativeRoom = bars.some(({ value }) => value !== null && value < 0) ? valueWidth : 0;
  const left = chartMargin + nameWidth + 12 + negativeRoom;
  const right = width - chartMargin - valueWidth;
  const x = (value: number): number =>
    left + ((right - left) * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
  const frame: BarFrame = {
    x,
    low,
    high,
    digits,
    theme,
    nameEnd: left - 12 - negativeRoom,
    reference: reference?.value,
  };

  const top = header.height + (reference === undefined ? 0 : 18);
  const rows: string[] = [];
  let y = top;
  groups.forEach((group, k) => {
    if (k > 0) y += groupGap;
    if (group.title !== undefined) {
      rows.push(
        svgText(chartMargin, y + rowHeight / 2, group.title, { size: fontSize, fill: theme.text, weight: 600 }),
      );
      y += rowHeight;
    }
    for (const bar of group.bars) {
      rows.push(barRow(bar, group.tone === "strong" ? theme.states[2]! : theme.line, y + rowHeight / 2, frame));
      y += rowHeight;
    }
  });
  const bottom = y + 4;

  const ticks = axisTicks(low, high, 5);
  const grid = ticks.map((tick) => {
    const opacity = tick === 0 ? 0.9 : 0.22;
    const line = { x1: x(tick), y1: top, x2: x(tick), y2: bottom, stroke: theme.line, "stroke-opacity": opacity };
    const label = shortNumber(tick, tickDigits(ticks));
    return (
      svgElement("line", line) + svgText(x(tick), bottom + 11, label, { size: 11, fill: theme.muted, anchor: "middle" })
    );
  });
  const table = {
    columns: ["name", "value"],
    rows: bars.map(({ label, value, note }) => [label, value ?? note ?? "no value"]),
  };
  const markup = [header.markup, ...grid, referenceLine(reference, frame, top, bottom), ...rows].join("");
  return chartFigure(style, width, Math.round(bottom + 22 + chartMargin / 2), table, markup);
}

type Bar = BarGroups["groups"][number]["bars"][number];

type BarFrame = {
  readonly x: (value: number) => number;
  readonly low: number;
  readonly high: number;
  readonly digits: number;
  readonly theme: Theme;
  readonly nameEnd: number;
  readonly reference: number | undefined;
};

function barDomain({ groups, reference, domain }: BarGroups): readonly [low: number, high: number] {
  const bars = groups.flatMap((group) => group.bars);
  if (bars.length === 0) throw new RangeError("barChart: groups must hold a bar, got none");
  const values = bars.flatMap(({ value }) => (value === null ? [] : [value])).concat(reference?.value ?? []);
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`barChart: values must be finite or null, got ${wrong}`);
  const [low, high] = domain ?? [Math.min(0, ...values), Math.max(0, ...values) || 1];
  if (!(low <= 0 && high >= 0 && high > low)) {
    throw new RangeError(`barChart: domain must contain 0, got ${low} to ${high}`);
  }
  return [low, high];
}

/** Name, bar and value of one row whose middle is at y. */
function barRow({ label, value, note }: Bar, fill: string, y: number, frame: BarFrame): string {
  const { x, low, high, digits, theme } = frame;
  const name = svgText(frame.nameEnd, y, label, { size: fontSize, fill: theme.muted, anchor: "end" });
  if (value === null) {
    return (
      name + svgText(x(0) + 6, y, note ?? "no value", { size: fontSize, fill: theme.muted, halo: theme.background })
    );
  }
  const end = x(value);
  const bar = svgElement("rect", {
    x: Math.min(x(0), end),
    y: y - barHeight / 2,
    width: Math.max(1, Math.abs(end - x(0))),
    height: barHeight,
    rx: 2,
    fill,
  });
  const cut = `${value < low ? "← " : ""}${shortNumber(value, digits)}${value > high ? " →" : ""}`;
  const printed = note === undefined ? cut : `${cut}  ${note}`;
  const style = { size: fontSize, fill: theme.text, halo: theme.background };
  if (value < 0) return name + bar + svgText(end - 6, y, printed, { ...style, anchor: "end" });
  const gap = frame.reference === undefined ? -Infinity : x(frame.reference) - end;
  const crossed = gap > -6 && gap < 6 + textWidth(printed, fontSize); // by the reference line: step over it
  return name + bar + svgText(end + 6 + (crossed ? Math.max(0, gap) : 0), y, printed, style);
}

function referenceLine(reference: BarGroups["reference"], frame: BarFrame, top: number, bottom: number): string {
  if (reference === undefined) return "";
  const { x, low, high, digits, theme } = frame;
  const at = x(reference.value);
  const anchor = at > (x(low) + x(high)) / 2 ? "end" : "start";
  const text = `${reference.label} ${shortNumber(reference.value, digits)}`;
  const line = { x1: at, y1: top - 6, x2: at, y2: bottom, stroke: theme.text, "stroke-dasharray": "3 3" };
  return svgElement("line", line) + svgText(at, top - 14, text, { size: fontSize, fill: theme.text, anchor });
}
