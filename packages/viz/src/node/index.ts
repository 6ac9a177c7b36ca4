/** Figures as files, in Node: PNG with the bundled font, and that font for pages that stand alone. */

export { toPng } from "./to-png.ts";
export { toPixels } from "./to-pixels.ts";
export { fontFaceCss } from "./font-face-css.ts";
