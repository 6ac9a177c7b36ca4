/** Pictures of belief geometry as plain data: no DOM, the same in Node and the browser. */

// A picture
export type { Figure, Layer, Rect, Rgba, Table } from "./figure.ts";
export { toSvg } from "./to-svg.ts";
export { encodePng } from "./encode-png.ts";
export { terminalPicture, type TerminalStyle } from "./terminal-picture.ts";

// Panels side by side: the graph of a process, and clouds of beliefs over one simplex
export { layoutPanels, type PanelLayout } from "./layout-panels.ts";
export { type Panel } from "./panel.ts";
export { stateGraphPanel, type StateGraph } from "./state-graph-panel.ts";
export { beliefCloudPanels, type BeliefClaims, type BeliefClouds } from "./belief-cloud-panels.ts";

// The key figure: process, optimal beliefs and fixed filter side by side, and what keeps still while they move
export { keyFigure, type KeyLock, type KeyLook, type KeyScene, lockKeyFigure } from "./key-figure.ts";
export { easedLoop } from "./eased-loop.ts";
export { commonExposures, commonView } from "./lock-clouds.ts";
export { type View } from "./fit-view.ts";

// Charts
export { type ChartStyle } from "./chart-frame.ts";
export { barChart, type BarGroups } from "./bar-chart.ts";
export { lossCurve, type LossCurves } from "./loss-curve.ts";
export { kernelChart, type Kernel } from "./kernel-chart.ts";
export { lineChart, type LineChart } from "./line-chart.ts";
export { dotChart, type Dot, type DotChart } from "./dot-chart.ts";
export { type ChartAxis } from "./chart-axis.ts";
export { shortNumber } from "./short-number.ts";

// Where beliefs lie in the plane, and how much each counts
export { simplexProjection } from "./simplex-projection.ts";
export { pcaProjection } from "./pca-projection.ts";
export { placeProjection } from "./place-projection.ts";
export { projectPoints, type PlanePoints } from "./project-points.ts";
export { supportWeights } from "./support-weights.ts";

// Colour
export { themes, type Theme } from "./theme.ts";
export { stateColors } from "./state-colors.ts";
export { hexToOklab, oklabToHex, type Oklab } from "./oklab.ts";

// From points to pixels
export { pointColors } from "./point-colors.ts";
export { positionColors, type ColorGradient } from "./position-colors.ts";
export { splatCloud, type Cloud, type DensityGrid } from "./splat-cloud.ts";
export { autoExposure, toneMap } from "./tone-map.ts";
export { cloudImage } from "./cloud-image.ts";
export { spectrumImage } from "./spectrum-image.ts";
export { stripImage } from "./strip-image.ts";
