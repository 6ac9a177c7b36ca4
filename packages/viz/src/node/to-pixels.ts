import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import type { Figure, Rgba } from "../figure.ts";
import { toSvg } from "../to-svg.ts";
import { bundledFonts } from "./bundled-fonts.ts";

/**
 * Draws a figure as pixels with the bundled font only, so that every machine makes the same picture.
 *
 * @param figure What to draw.
 * @param options.scale Pixels for each unit of the figure, above 0. Default 2.
 * @returns An opaque image.
 * @throws RangeError if scale is not above 0.
 * @example
 * const figure: Figure = { width: 2, height: 1, background: "#ff0000", alt: "Nothing", layers: [] };
 * toPixels(figure, { scale: 1 }).data; // => [255, 0, 0, 255, 255, 0, 0, 255]
 */
export function toPixels(figure: Figure, options: { readonly scale?: number } = {}): Rgba {
  const { width, height, pixels } = render("toPixels", figure, options);
  return { width, height, data: new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength) };
}

/** What resvg makes of a figure. */
export type Rendering = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  asPng(): Uint8Array;
};

/** Draws a figure by resvg; its own types stay in here, since they need those of Node. */
export function render(caller: string, figure: Figure, options: { readonly scale?: number }): Rendering {
  const scale = options.scale ?? 2;
  if (!(scale > 0 && scale < Infinity)) throw new RangeError(`${caller}: scale must be above 0, got ${scale}`);
  return new Resvg(toSvg(figure, { scale }), {
    font: {
      loadSystemFonts: false,
      fontFiles: bundledFonts.map(({ url }) => fileURLToPath(url)),
      defaultFontFamily: "Inter",
      sansSerifFamily: "Inter",
    },
  }).render();
}
