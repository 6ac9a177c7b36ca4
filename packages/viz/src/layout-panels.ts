import type { Figure, Layer, Table } from "./figure.ts";
import type { Panel } from "./panel.ts";
import { svgText } from "./svg-text.ts";
import { wrapText } from "./text-width.ts";
import type { Theme } from "./theme.ts";

/** What a figure of panels says about itself, and how it is laid out. */
export type PanelLayout = {
  readonly theme: Theme;
  /** What the picture shows, in words. */
  readonly alt: string;
  /** Width of the figure in CSS pixels. Default 1240. */
  readonly width?: number;
  /** Panels in a row: 4 for a page, 2 for a phone or a README. Default all. */
  readonly columns?: number;
  readonly title?: string;
  readonly subtitle?: string;
  readonly table?: Table;
};

const margin = 24;
const gap = 20;
const titleHeight = 34;
const captionSize = 12;
const captionLine = 17;

/**
 * Sets panels side by side, in rows of equal height, each with its title above and its caption below.
 *
 * @param panels At least one, in reading order.
 * @param layout Theme, width, columns, words.
 * @returns A figure as wide as asked; its height follows from the panels.
 * @throws RangeError if there is no panel, columns is not a positive integer, or the width leaves panels under 80 pixels.
 * @example
 * const panel = { title: "Empty", aspect: 1, draw: () => [] };
 * layoutPanels([panel, panel], { theme: themes.dark, alt: "Nothing", width: 448 }).height; // => 264
 */
export function layoutPanels(panels: readonly Panel[], layout: PanelLayout): Figure {
  const { theme, alt, title, subtitle, table, width = 1240, columns = panels.length } = layout;
  if (panels.length === 0) throw new RangeError("layoutPanels: panels must not be empty, got none");
  if (!Number.isInteger(columns) || columns < 1) {
    throw new RangeError(`layoutPanels: columns must be a positive integer, got ${columns}`);
  }
  const panelWidth = (width - 2 * margin - (columns - 1) * gap) / columns;
  if (!(panelWidth >= 80)) throw new RangeError(`layoutPanels: width must fit ${columns} columns of 80, got ${width}`);
  const panelHeight = Math.round(panelWidth * Math.max(...panels.map((panel) => panel.aspect)));

  const words: string[] = [];
  const layers: Layer[] = [];
  const write = (x: number, y: number, text: string, size: number, strong: boolean): void => {
    const fill = strong ? theme.text : theme.muted;
    words.push(svgText(x, y, text, { size, fill, weight: strong ? 600 : 400, anchor: "middle" }));
  };

  let y = margin - 8;
  if (title !== undefined) {
    write(width / 2, y + 14, title, 20, true);
    y += 36;
  }
  for (const line of subtitle === undefined ? [] : wrapText(subtitle, 13, width - 2 * margin)) {
    write(width / 2, y + 6, line, 13, false);
    y += 19;
  }
  if (title !== undefined || subtitle !== undefined) y += 12;

  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns);
    const captions = row.map(({ caption }) =>
      caption === undefined ? [] : wrapText(caption, captionSize, panelWidth),
    );
    row.forEach((panel, column) => {
      const x = margin + column * (panelWidth + gap);
      write(x + panelWidth / 2, y + 14, panel.title, 15, true);
      layers.push(...panel.draw({ x, y: y + titleHeight, width: panelWidth, height: panelHeight }, theme));
      captions[column]!.forEach((line, k) => {
        write(x + panelWidth / 2, y + titleHeight + panelHeight + 14 + k * captionLine, line, captionSize, false);
      });
    });
    const captionLines = Math.max(...captions.map((lines) => lines.length));
    y += titleHeight + panelHeight + (captionLines > 0 ? 10 + captionLines * captionLine : 0);
    if (first + columns < panels.length) y += gap;
  }
  const height = Math.round(y + margin);
  layers.push({ kind: "vector", rect: { x: 0, y: 0, width, height }, svg: words.join("") });
  return { width, height, background: theme.background, alt, ...(table === undefined ? {} : { table }), layers };
}
