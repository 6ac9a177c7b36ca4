import { describe, expect, it } from "vitest";
import type { Rect } from "./figure.ts";
import { layoutPanels } from "./layout-panels.ts";
import { themes } from "./theme.ts";

/** Lays out four panels and tells where each was drawn. */
function place(columns: number, width: number): { rects: Rect[]; height: number } {
  const rects: Rect[] = [];
  const panels = [1, 2, 3, 4].map((k) => ({
    title: `Panel ${k}`,
    caption: "A caption that is long enough to need two lines in a narrow panel, as captions often are",
    aspect: 0.9,
    draw: (rect: Rect) => {
      rects.push(rect);
      return [];
    },
  }));
  return {
    rects,
    height: layoutPanels(panels, { theme: themes.dark, alt: "four", columns, width, title: "T" }).height,
  };
}

describe("layoutPanels(panels, layout)", () => {
  it.each([
    [4, 1240],
    [2, 720],
    [1, 360],
  ])("in %s columns: equal panels, in order, none overlapping, all inside", (columns, width) => {
    const { rects, height } = place(columns, width);
    rects.forEach((rect, k) => {
      expect([rect.width, rect.height]).toEqual([rects[0]!.width, rects[0]!.height]);
      expect(rect.x).toBeGreaterThanOrEqual(24);
      expect(rect.x + rect.width).toBeLessThanOrEqual(width - 24 + 1e-9);
      expect(rect.y + rect.height).toBeLessThan(height);
      const before = rects[k - 1];
      if (before === undefined) return;
      const nextColumn = rect.y === before.y && rect.x > before.x + before.width;
      const nextRow = rect.y > before.y + before.height && rect.x === rects[0]!.x;
      expect(nextColumn || nextRow).toBe(true);
    });
  });

  it("refuses no panels, no columns and too little width", () => {
    const panel = { title: "", aspect: 1, draw: () => [] };
    expect(() => layoutPanels([], { theme: themes.dark, alt: "" })).toThrow("layoutPanels: panels must not be empty");
    expect(() => layoutPanels([panel], { theme: themes.dark, alt: "", columns: 0 })).toThrow(
      "columns must be a positive",
    );
    expect(() => layoutPanels([panel], { theme: themes.dark, alt: "", width: 100 })).toThrow(
      "width must fit 1 columns",
    );
  });
});
