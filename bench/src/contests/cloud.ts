import { mess3 } from "@beliefscope/hmm-core";
import type { Contest } from "../contest.ts";
import { encodeInput } from "../input.ts";

const length = 13;

/** Levels of 255 by which one pixel's colour may differ between the two ways to know it. */
const allowed = 3;

/** The cloud of mess3 as a picture. Three states lie in the plane as they are, so the colour of a belief is that of its place. */
export const cloudContest: Contest = {
  id: "cloud",
  title: `Cloud of ${3 ** length} leaves of mess3 to 1 Mpx RGBA`,
  count: 1,
  unit: "picture",
  input: () => encodeInput(mess3({ x: 0.05, a: 0.85 }), { shape: [0, length], data: new Int32Array(0) }),
  ours: {
    name: "belief `beliefDensity`, viz `toneMap`, colour = position",
    program: { language: "js", name: "cloud", args: ["position"] },
    secondsAtMost: 0.008,
  },
  others: [
    {
      name: "the same, new arrays each time",
      program: { language: "js", name: "cloud", args: ["position", "fresh"] },
    },
    {
      name: "the same, colour = true belief (four channels)",
      program: { language: "js", name: "cloud", args: ["belief"] },
    },
  ],
  objection: (pixels, ours) => {
    const apart = pixels.reduce((largest, value, k) => Math.max(largest, Math.abs(value - ours[k]!)), 0);
    return apart <= allowed ? null : `must give the same picture to ${allowed} levels, differs by ${apart}`;
  },
};
