/** Names that people mistype. */

export { closestNames } from "./closest-names.ts";
