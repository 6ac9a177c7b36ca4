/** Figures as files, in Node: PNG with the bundled font, animations, and that font for pages that stand alone. */

export { toPng } from "./to-png.ts";
export { toPixels } from "./to-pixels.ts";
export { fontFaceCss } from "./font-face-css.ts";
export { animate, type AnimationFormat } from "./animate.ts";
export { type AnimationFrame } from "./animation-frame.ts";
