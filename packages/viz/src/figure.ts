/** An image, 8 bits a channel, straight alpha, row-major from the top left. */
export type Rgba = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray };

/** A rectangle in figure units (CSS pixels), origin top left. */
export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The numbers behind a figure, for screen readers and for those who want them. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] };

/** One layer of a figure: pixels stretched over a rectangle, or SVG markup drawn in the rectangle's own units. */
export type Layer =
  | { readonly kind: "raster"; readonly rect: Rect; readonly image: Rgba }
  | { readonly kind: "vector"; readonly rect: Rect; readonly svg: string };

/** A finished picture as plain data: no DOM, the same in Node and the browser. */
export type Figure = {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  /** What the picture shows, in words. */
  readonly alt: string;
  readonly table?: Table;
  /** Drawn in order, the first at the bottom. */
  readonly layers: readonly Layer[];
};
