import { Resvg } from "@resvg/resvg-js";
import { decode } from "fast-png";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Figure } from "../figure.ts";
import { svgText } from "../svg-text.ts";
import { textWidth } from "../text-width.ts";
import { bundledFonts } from "./bundled-fonts.ts";
import { fontFaceCss } from "./font-face-css.ts";
import { toPixels } from "./to-pixels.ts";
import { toPng } from "./to-png.ts";

const figureWith = (text: string, weight: 400 | 600 = 400): Figure => ({
  width: 200,
  height: 40,
  background: "#ffffff",
  alt: "words",
  layers: [
    {
      kind: "vector",
      rect: { x: 0, y: 0, width: 200, height: 40 },
      svg: svgText(10, 20, text, { size: 20, fill: "#000000", weight }),
    },
  ],
});

/** How many pixels are not white. */
function inkOf(figure: Figure): number {
  const { data, channels } = decode(toPng(figure));
  let ink = 0;
  for (let k = 0; k < data.length; k += channels) if (data[k]! < 128) ink++;
  return ink;
}

describe("toPng(figure, options)", () => {
  it("is the figure's size times the scale", () => {
    const { width, height } = decode(toPng(figureWith("x"), { scale: 3 }));
    expect([width, height]).toEqual([600, 120]);
  });

  it("has letters for all that figures write, in both weights (a font without them drops text in silence)", () => {
    for (const weight of [400, 600] as const) {
      for (const letter of "Aθζλπ∑Δαβγεμσ₀₁₂₉²·–—≈≤≥±→←×−∞√°")
        expect(inkOf(figureWith(letter, weight)), letter).toBeGreaterThan(5);
    }
    expect(inkOf(figureWith("Beliefs", 600))).toBeGreaterThan(1.1 * inkOf(figureWith("Beliefs")));
  });

  it("refuses a scale that is not above 0", () => {
    expect(() => toPng(figureWith("x"), { scale: 0 })).toThrow("toPng: scale must be above 0, got 0");
  });
});

describe("toPixels(figure, options)", () => {
  it("has the pixels that toPng writes", () => {
    const { width, height, data } = toPixels(figureWith("same"), { scale: 1.5 });
    const png = decode(toPng(figureWith("same"), { scale: 1.5 }));
    expect([width, height]).toEqual([300, 60]);
    expect([png.width, png.height]).toEqual([300, 60]);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let k = 0; k < 3; k++) expect(data[4 * pixel + k]).toBe(png.data[png.channels * pixel + k]);
    }
  });

  it("refuses a scale that is not above 0", () => {
    expect(() => toPixels(figureWith("x"), { scale: -1 })).toThrow("toPixels: scale must be above 0, got -1");
  });
});

describe("textWidth(text, size)", () => {
  it.each(["Read from the network", "R2 .98 held out", "mess3(x=.05, a=.85)"])("agrees with the font: %s", (text) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" font-family="Inter"><text font-size="100" y="100">${text}</text></svg>`;
    const font = { loadSystemFonts: false, fontFiles: bundledFonts.map(({ url }) => fileURLToPath(url)) };
    const drawn = new Resvg(svg, { font }).getBBox()!.width;
    expect(textWidth(text, 100) / drawn).toBeGreaterThan(0.98);
    expect(textWidth(text, 100) / drawn).toBeLessThan(1.06);
  });
});

describe("fontFaceCss()", () => {
  it("holds both weights as fonts, and refers to nothing outside", () => {
    const css = fontFaceCss();
    const fonts = [...css.matchAll(/font-weight:(\d+);src:url\(data:font\/otf;base64,([^)]+)\)/g)];
    expect(fonts.map(([, weight]) => weight)).toEqual(["400", "600"]);
    for (const [, , base64] of fonts)
      expect(Buffer.from(base64!, "base64").subarray(0, 4).toString("latin1")).toBe("OTTO");
    expect(css).not.toContain("http");
  });
});
