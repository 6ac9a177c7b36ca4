import { axisTicks, tickDigits } from "./axis-ticks.ts";
import { powerOfTen } from "./chart-axis.ts";
import { chartFigure, chartHeader, chartMargin, chartWidth, type ChartStyle } from "./chart-frame.ts";
import type { Figure } from "./figure.ts";
import { linePlot, type PlotLine } from "./line-plot.ts";
import { shortNumber } from "./short-number.ts";
import { svgText } from "./svg-text.ts";
import { textWidth } from "./text-width.ts";

/** Losses by the number of tokens read: entry k predicts the next token after k tokens; null where there is none. */
export type LossCurves = {
  /** The least possible loss. */
  readonly optimal: readonly number[];
  /** What is compared with it, the most important first: its gap to the optimum is shaded. */
  readonly curves: readonly { readonly label: string; readonly losses: readonly (number | null)[] }[];
  /** Where the optimum goes in the long run, such as the entropy rate. */
  readonly floor?: { readonly label: string; readonly value: number };
  /** Unit of the losses. Default "nats". */
  readonly unit?: string;
};

const upperHeight = 170;
const lowerHeight = 150;
const least = 1e-6; // an excess below this is left out: it is none

/**
 * Two plots over the same axis of tokens read: the losses themselves, and below them, on a log scale, what each loses to the
 * optimum (an excess under 1e-6 is left out: it is none). Names stand at the ends of their lines.
 *
 * @param data Losses of equal length, at least two entries.
 * @param style Theme and words.
 * @throws RangeError if lengths differ, there are fewer than two entries, or a loss is not finite.
 * @example
 * const data = { optimal: [1.1, 0.9, 0.8], curves: [{ label: "network", losses: [null, 0.95, 0.82] }] };
 * lossCurve(data, { theme: themes.dark, alt: "The network comes close" }).table?.rows[0]; // => [0, 1.1, "none"]
 */
export function lossCurve(data: LossCurves, style: ChartStyle): Figure {
  const { optimal, curves, floor, unit = "nats" } = data;
  const { theme } = style;
  const width = chartWidth("lossCurve", style);
  checkLosses(data);

  const names = ["optimal", ...curves.map(({ label }) => label), ...(floor === undefined ? [] : [floor.label])];
  const nameWidth = Math.min(0.34 * width, Math.max(...names.map((name) => textWidth(name, 12))));
  const header = chartHeader(style, width);
  const left = chartMargin + 42;
  const plotWidth = width - chartMargin - nameWidth - 16 - left;
  const colors = curves.map((_, k) => theme.states[(k + 2) % theme.states.length]!);

  // Losses
  const best: PlotLine = { values: optimal, color: theme.text, name: "optimal" };
  const compared: PlotLine[] = curves.map(({ losses }, k) => ({ values: losses, color: colors[k]! }));
  const guide: PlotLine[] =
    floor === undefined
      ? []
      : [{ values: optimal.map(() => floor.value), color: theme.muted, name: floor.label, dashed: true }];
  const shown = [best, ...compared, ...guide].flatMap(({ values }) => values.filter((value) => value !== null));
  const slack = 0.06 * (Math.max(...shown) - Math.min(...shown)) || 0.1;
  const range = [Math.min(...shown) - slack, Math.max(...shown) + slack] as const;
  const ticks = axisTicks(...range, 4);
  const upper = { x: left, y: header.height + 16, width: plotWidth, height: upperHeight };
  const losses = linePlot(
    {
      rect: upper,
      caption: `loss, ${unit}`,
      range,
      ticks: ticks.map((value) => ({ value, text: shortNumber(value, tickDigits(ticks)) })),
      lines: [...guide, ...compared.toReversed(), best],
      ...(compared[0] === undefined ? {} : { shade: { between: [compared[0], best], color: colors[0]! } }),
    },
    theme,
  );

  // What each loses to the optimum
  const excess: PlotLine[] = curves.map(({ label, losses }, k) => ({
    values: losses.map((loss, k) =>
      loss === null || loss - optimal[k]! < least ? null : Math.log10(loss - optimal[k]!),
    ),
    color: colors[k]!,
    name: label,
  }));
  const exponents = excess.flatMap(({ values }) => values.filter((value) => value !== null));
  const lower = { x: left, y: upper.y + upperHeight + 38, width: plotWidth, height: lowerHeight };
  const low = Math.floor(Math.min(...exponents));
  const high = Math.max(low + 1, Math.ceil(Math.max(...exponents)));
  const regret =
    exponents.length === 0
      ? ""
      : linePlot(
          {
            rect: lower,
            caption: `above optimal, ${unit}, log scale`,
            range: [low, high],
            ticks: Array.from({ length: high - low + 1 }, (_, k) => ({ value: low + k, text: powerOfTen(low + k) })),
            lines: excess.toReversed(),
          },
          theme,
        );

  const bottom = regret === "" ? upper.y + upper.height : lower.y + lower.height;
  const markup = header.markup + losses + regret + tokenAxis(optimal.length, left, plotWidth, bottom, style);
  const table = {
    columns: ["tokens read", "optimal", ...curves.map(({ label }) => label)],
    rows: optimal.map((loss, k) => [k, loss, ...curves.map(({ losses }) => losses[k] ?? "none")]),
  };
  return chartFigure(style, width, Math.round(bottom + 40 + chartMargin / 2), table, markup);
}

function checkLosses({ optimal, curves, floor }: LossCurves): void {
  if (optimal.length < 2)
    throw new RangeError(`lossCurve: optimal must have at least 2 entries, got ${optimal.length}`);
  for (const { label, losses } of [{ label: "optimal", losses: optimal }, ...curves]) {
    if (losses.length !== optimal.length) {
      throw new RangeError(`lossCurve: losses of ${label} must have ${optimal.length} entries, got ${losses.length}`);
    }
    const wrong = losses.find((loss) => loss !== null && !Number.isFinite(loss));
    if (wrong !== undefined) throw new RangeError(`lossCurve: losses of ${label} must be finite or null, got ${wrong}`);
  }
  if (floor !== undefined && !Number.isFinite(floor.value)) {
    throw new RangeError(`lossCurve: floor must be finite, got ${floor.value}`);
  }
}

function tokenAxis(length: number, left: number, width: number, bottom: number, { theme }: ChartStyle): string {
  const stride = Math.ceil((length * 26) / width);
  const labels: string[] = [];
  for (let k = 0; k < length; k += stride) {
    const x = left + (width * k) / (length - 1);
    labels.push(svgText(x, bottom + 14, String(k), { size: 11, fill: theme.muted, anchor: "middle" }));
  }
  const name = { size: 11, fill: theme.muted, anchor: "middle" } as const;
  return labels.join("") + svgText(left + width / 2, bottom + 31, "tokens read", name);
}
