import { escapeText, svgElement } from "./svg-element.ts";

/** How a line of text is set. */
export type TextStyle = {
  readonly size: number;
  readonly fill: string;
  /** 400 or 600, the two weights of the bundled font. Default 400. */
  readonly weight?: 400 | 600;
  /** Which end of the text stands at x. Default "start". */
  readonly anchor?: "start" | "middle" | "end";
  /** A ring in this colour keeps the text readable over lines. */
  readonly halo?: string;
};

/**
 * One line of SVG text whose letters are centred on y: the middle of its capitals lies there.
 *
 * @example
 * svgText(10, 20, "θ", { size: 10, fill: "#000000" }); // => '<text x="10" y="23.64" font-size="10" fill="#000000">θ</text>'
 */
export function svgText(x: number, y: number, text: string, style: TextStyle): string {
  return svgElement(
    "text",
    {
      x,
      y: y + 0.364 * style.size, // half of Inter's cap height
      "font-size": style.size,
      "font-weight": style.weight === 600 ? 600 : undefined,
      "text-anchor": style.anchor === "start" ? undefined : style.anchor,
      fill: style.fill,
      stroke: style.halo,
      "stroke-width": style.halo === undefined ? undefined : 3,
      "stroke-linejoin": style.halo === undefined ? undefined : "round",
      "paint-order": style.halo === undefined ? undefined : "stroke",
    },
    escapeText(text),
  );
}
