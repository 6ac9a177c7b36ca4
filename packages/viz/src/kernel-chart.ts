import { axisTicks, tickDigits } from "./axis-ticks.ts";
import { chartFigure, chartHeader, chartMargin, chartWidth, type ChartStyle } from "./chart-frame.ts";
import type { Figure } from "./figure.ts";
import { pathThrough } from "./line-plot.ts";
import { shortNumber } from "./short-number.ts";
import { spreadLabels } from "./spread-labels.ts";
import { svgElement } from "./svg-element.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

/** Weights that a filter gives to the token `lag` steps back. */
export type Kernel = {
  /** By lag, from 0. */
  readonly weights: readonly number[];
  /** What is expected, dashed: one line each. */
  readonly theories?: readonly { readonly label: string; readonly weights: readonly number[] }[];
};

const plotHeight = 180;

/**
 * A filter's weights as lollipops by lag, with what theory expects as dashed lines named at their start.
 *
 * @param kernel Weights, at least one, and theories of the same length.
 * @param style Theme and words.
 * @throws RangeError if there is no weight, a length differs, or a weight is not finite.
 * @example
 * const theories = [{ label: "θ = .5", weights: [1, 0.5, 0.25] }];
 * kernelChart({ weights: [1, 0.45, 0.26], theories }, { theme: themes.dark, alt: "One pole fits" }).table?.rows[1]; // => [1, 0.45, 0.5]
 */
export function kernelChart(kernel: Kernel, style: ChartStyle): Figure {
  const { weights, theories = [] } = kernel;
  const { theme } = style;
  const width = chartWidth("kernelChart", style);
  checkKernel(kernel);
  const length = weights.length;

  const header = chartHeader(style, width);
  const top = header.height + 10;
  const bottom = top + plotHeight;
  const left = chartMargin + 40;
  const right = width - chartMargin - 8;
  const all = [...weights, ...theories.flatMap((theory) => theory.weights), 0];
  const slack = 0.06 * (Math.max(...all) - Math.min(...all)) || 0.1;
  const low = Math.min(...all) - (Math.min(...all) < 0 ? slack : 0);
  const high = Math.max(...all) + slack;
  const x = (lag: number): number => left + 12 + ((right - left - 24) * lag) / Math.max(1, length - 1);
  const y = (weight: number): number => top + (plotHeight * (high - weight)) / (high - low);

  const ticks = axisTicks(low, high, 4);
  const grid = ticks.map((tick) => {
    const opacity = tick === 0 ? 0.9 : 0.22;
    const line = { x1: left, y1: y(tick), x2: right, y2: y(tick), stroke: theme.line, "stroke-opacity": opacity };
    const label = shortNumber(tick, tickDigits(ticks));
    return svgElement("line", line) + svgText(left - 8, y(tick), label, { size: 11, fill: theme.muted, anchor: "end" });
  });
  const color = theme.states[2]!;
  const lollipops = weights.map(
    (weight, lag) =>
      svgElement("line", { x1: x(lag), y1: y(0), x2: x(lag), y2: y(weight), stroke: color, "stroke-width": 2 }) +
      svgElement("circle", { cx: x(lag), cy: y(weight), r: 4, fill: color }),
  );
  const strokes = theories.map((_, k) => theme.states[k % 2]!);
  const dashes = theories.map((theory, k) =>
    svgElement("path", {
      d: pathThrough(theory.weights.map((weight, lag) => [x(lag), y(weight)])),
      fill: "none",
      stroke: strokes[k],
      "stroke-width": 1.5,
      "stroke-dasharray": "5 4",
    }),
  );
  const namedLag = Math.min(2, length - 1); // where decays of different speed are well apart
  const starts = theories.map((theory) => y(theory.weights[namedLag]!));
  const places = spreadLabels(
    starts.map((start) => start - 18),
    16,
    top,
    bottom,
  );
  const names = theories.map(({ label }, k) => {
    const labelX = Math.min(x(namedLag) + 14, right - textWidth(label, 12));
    const lead = { x1: x(namedLag), y1: starts[k], x2: labelX - 3, y2: places[k], stroke: strokes[k] };
    const text = { size: 12, fill: theme.text, halo: theme.background };
    return svgElement("line", { ...lead, "stroke-opacity": 0.7 }) + svgText(labelX, places[k]!, label, text);
  });
  const small = { size: 11, fill: theme.muted, anchor: "middle" } as const;
  const stride = Math.ceil((length * 24) / (right - left));
  const lags = weights.map((_, lag) => (lag % stride === 0 ? svgText(x(lag), bottom + 14, String(lag), small) : ""));
  const axis = svgText((left + right) / 2, bottom + 31, "lag, tokens back", small);

  const table = {
    columns: ["lag", "weight", ...theories.map(({ label }) => label)],
    rows: weights.map((weight, lag) => [lag, weight, ...theories.map((theory) => theory.weights[lag]!)]),
  };
  const markup = [header.markup, ...grid, ...lollipops, ...dashes, ...names, ...lags, axis].join("");
  return chartFigure(style, width, Math.round(bottom + 40 + chartMargin / 2), table, markup);
}

function checkKernel({ weights, theories = [] }: Kernel): void {
  if (weights.length === 0) throw new RangeError("kernelChart: weights must not be empty, got none");
  for (const theory of theories) {
    if (theory.weights.length !== weights.length) {
      throw new RangeError(
        `kernelChart: ${theory.label} must have ${weights.length} weights, got ${theory.weights.length}`,
      );
    }
  }
  const wrong = [weights, ...theories.map((theory) => theory.weights)]
    .flat()
    .find((weight) => !Number.isFinite(weight));
  if (wrong !== undefined) throw new RangeError(`kernelChart: weights must be finite, got ${wrong}`);
}
