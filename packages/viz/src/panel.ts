import type { Layer, Rect } from "./figure.ts";
import type { Theme } from "./theme.ts";

/** One picture within a figure: what stands above and below it, and how to draw it into a rectangle. */
export type Panel = {
  readonly title: string;
  readonly caption?: string;
  /** Height it likes to have at width 1. */
  readonly aspect: number;
  /** Draws into the rectangle (figure units) and nowhere else. */
  readonly draw: (rect: Rect, theme: Theme) => readonly Layer[];
};
