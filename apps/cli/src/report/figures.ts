import type { Hmm } from "@beliefscope/hmm-core";
import type { Report, ReportResults } from "@beliefscope/studies";
import {
  barChart,
  type Figure,
  kernelChart,
  layoutPanels,
  lossCurve,
  type Theme,
  themes,
  toSvg,
} from "@beliefscope/viz";
import { fontFaceCss, toPng } from "@beliefscope/viz/node";
import { beliefPanels } from "./belief-panels.ts";
import { fixed, poles } from "./numbers.ts";
import { baselineRows, bestBaseline, headlineR2, lead, processName } from "./wording.ts";

/** SVG markup of one figure for dark and for light pages. */
export type Themed = { readonly dark: string; readonly light: string };

/** A figure for wide and for narrow screens. */
export type ResponsiveFigure = { readonly wide: Themed; readonly narrow: Themed };

/** Every picture of a report. */
export type ReportFigures = {
  /** The four panels as files. */
  readonly png: Uint8Array;
  readonly svg: string;
  /** The four panels on the page, side by side and stacked in pairs. */
  readonly main: ResponsiveFigure;
  readonly caption: string;
  readonly sites: ResponsiveFigure;
  readonly losses: ResponsiveFigure;
  readonly kernels: ResponsiveFigure;
  /** The fonts that all of them use, as CSS. */
  readonly fontFace: string;
};

/** Draws a report. */
export function reportFigures(report: Report, hmm: Hmm): ReportFigures {
  const { results } = report;
  const { panels, caption } = beliefPanels(report, hmm);
  const main = (theme: Theme, width: number, columns: number): Figure =>
    layoutPanels(panels, { theme, width, columns, alt: `${lead(results)} ${caption}` });
  const poster = main(themes.dark, 1240, panels.length);
  const fontFace = fontFaceCss();
  return {
    png: toPng(poster),
    svg: toSvg(poster, { css: fontFace }),
    main: {
      wide: inBothThemes((theme) => main(theme, 1240, panels.length)),
      narrow: inBothThemes((theme) => main(theme, 440, 2)),
    },
    caption,
    sites: inBothWidths((style) => siteChart(results, style), 1120),
    losses: inBothWidths((style) => lossChart(results, style), 620),
    kernels: inBothWidths((style) => lagChart(results, style), 1120),
    fontFace,
  };
}

function inBothThemes(draw: (theme: Theme) => Figure): Themed {
  return { dark: toSvg(draw(themes.dark)), light: toSvg(draw(themes.light)) };
}

type ChartLook = { readonly theme: Theme; readonly width: number };

function inBothWidths(draw: (look: ChartLook) => Figure, wide: number): ResponsiveFigure {
  return {
    wide: inBothThemes((theme) => draw({ theme, width: wide })),
    narrow: inBothThemes((theme) => draw({ theme, width: 390 })),
  };
}

function siteChart(results: ReportResults, look: ChartLook): Figure {
  const rival = bestBaseline(results);
  return barChart(
    {
      groups: [
        { tone: "strong", bars: results.sites.map((site) => ({ label: site.name, value: headlineR2(results, site) })) },
        {
          tone: "plain",
          bars: baselineRows(results).map(({ label, fit }) => ({ label, value: headlineR2(results, fit) })),
        },
      ],
      ...(rival.r2 !== null && { reference: { label: "best baseline", value: rival.r2 } }),
      domain: [Math.min(0, ...results.sites.map((site) => headlineR2(results, site) ?? 0)), 1],
    },
    { ...look, alt: `Held-out R² of the belief by site. ${lead(results)}`, title: "R² of the belief, held out" },
  );
}

function lossChart({ optimal, network, process, model }: ReportResults, look: ChartLook): Figure {
  return lossCurve(
    {
      optimal: optimal.lossByTokensRead,
      curves: [{ label: "network", losses: network.lossByTokensRead }],
    },
    {
      ...look,
      alt: `Loss of ${model.file} on ${processName(process)} by the number of tokens read, beside the optimal loss.`,
      title: "Loss by tokens read",
    },
  );
}

function lagChart({ kernel, filters }: ReportResults, look: ChartLook): Figure {
  const label = (id: "kalman" | "zeta", name: string): string => {
    const filter = filters.find((candidate) => candidate.id === id && candidate.readout === "linear")!;
    return `${name}, pole ${poles(filter.poles)}`;
  };
  return kernelChart(
    {
      weights: kernel.measured,
      theories: [
        ...(kernel.kalman ? [{ label: label("kalman", "Kalman"), weights: kernel.kalman }] : []),
        ...(kernel.zeta ? [{ label: label("zeta", "ζ-law"), weights: kernel.zeta }] : []),
      ],
    },
    {
      ...look,
      alt: `Weight of a token by how far back it was read. Measured: ${kernel.measured.map((w) => fixed(w, 3)).join(", ")}.`,
      title: "Weight of a token by lag",
      subtitle: "Lollipops: the best linear readout of the belief from these words' tokens. Dashes: the two filters.",
    },
  );
}
