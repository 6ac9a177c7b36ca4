import { mess3 } from "@beliefscope/hmm-core";
import type { Contest } from "../contest.ts";
import { encodeInput } from "../input.ts";

const length = 13;

/** The cloud of mess3 as a picture. Three states lie in the plane as they are, so the colour of a belief is that of its place. */
export const cloudContest: Contest = {
  id: "cloud",
  title: `Cloud of ${3 ** length} leaves of mess3, each in the colour of its belief, to 1 Mpx RGBA`,
  count: 1,
  unit: "picture",
  input: () => encodeInput(mess3({ x: 0.05, a: 0.85 }), { shape: [0, length], data: new Int32Array(0) }),
  ours: {
    name: "belief `wordEnsemble`, viz `splatCloud`, `toneMap`",
    program: { language: "js", name: "cloud" },
    secondsAtMost: 0.008,
  },
  others: [],
};
