import { encodePng } from "./encode-png.ts";
import type { Figure, Layer } from "./figure.ts";
import { escapeText, svgElement } from "./svg-element.ts";

/**
 * Writes a figure as one self-contained SVG document: rasters become PNG data URIs, numbers have two decimals, there are no
 * ids, so several figures can stand inline in one page.
 *
 * @param figure What to write; its `alt` becomes the accessible name.
 * @param options.css Style rules to embed, such as `fontFaceCss()` of `@beliefscope/viz/node` for a file that must look the
 *   same everywhere. Without them the text falls back to the reader's sans-serif where Inter is not installed.
 * @param options.scale Pixels for each unit of the figure. Default 1.
 * @returns SVG text.
 * @example
 * const figure: Figure = { width: 2, height: 1, background: "#ffffff", alt: "Nothing", layers: [] };
 * toSvg(figure).slice(-49); // => '<rect width="2" height="1" fill="#ffffff"/></svg>'
 */
export function toSvg(figure: Figure, options: { readonly css?: string; readonly scale?: number } = {}): string {
  const { width, height } = figure;
  const { css, scale = 1 } = options;
  return svgElement(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width: scale * width,
      height: scale * height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": figure.alt,
      "font-family": "Inter, system-ui, sans-serif",
    },
    ...(css === undefined ? [] : [svgElement("style", {}, escapeText(css))]),
    svgElement("rect", { width, height, fill: figure.background }),
    ...figure.layers.map(layerMarkup),
  );
}

function layerMarkup(layer: Layer): string {
  const { x, y, width, height } = layer.rect;
  if (layer.kind === "vector") {
    return x === 0 && y === 0 ? layer.svg : svgElement("g", { transform: `translate(${x} ${y})` }, layer.svg);
  }
  const href = `data:image/png;base64,${toBase64(encodePng(layer.image))}`;
  return svgElement("image", { x, y, width, height, preserveAspectRatio: "none", href });
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}
