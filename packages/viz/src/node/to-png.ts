import type { Figure } from "../figure.ts";
import { render } from "./to-pixels.ts";

/**
 * Draws a figure as PNG with the bundled font only, so that every machine makes the same picture.
 *
 * @param figure What to draw.
 * @param options.scale Pixels for each unit of the figure, above 0. Default 2.
 * @returns The bytes of a PNG file.
 * @throws RangeError if scale is not above 0.
 * @example
 * const figure: Figure = { width: 2, height: 1, background: "#ffffff", alt: "Nothing", layers: [] };
 * toPng(figure).slice(1, 4); // => [80, 78, 71]
 */
export function toPng(figure: Figure, options: { readonly scale?: number } = {}): Uint8Array {
  return new Uint8Array(render("toPng", figure, options).asPng());
}
