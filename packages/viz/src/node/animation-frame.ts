import type { Rgba } from "../figure.ts";

/** One picture of an animation, and how long it stays. */
export type AnimationFrame = {
  /** Opaque; all frames have one size. */
  readonly image: Rgba;
  /** A positive integer. */
  readonly milliseconds: number;
};
