import { circle3, type Hmm, messN, mess3, rrxor, trapN, z1r } from "@beliefscope/hmm-core";

/** A process of the pages, under the name by which they call it and by which the command knows it. */
export type NamedProcess = { readonly name: string; readonly spec: string; readonly hmm: Hmm };

/** The processes that the findings are about. */
export const processes = {
  mess: { name: "messN(.05, .85)", spec: "messN:x=.05,a=.85,n=3", hmm: messN({ x: 0.05, a: 0.85, n: 3 }) },
  slow: { name: "mess3(.15, .6)", spec: "mess3:x=.15,a=.6", hmm: mess3({ x: 0.15, a: 0.6 }) },
  circle: { name: "circle3(.05, .85)", spec: "circle3:x=.05,a=.85", hmm: circle3({ x: 0.05, a: 0.85 }) },
  trap: { name: "trap2(.1)", spec: "trap2:x=.1,a=.25", hmm: trapN({ x: 0.1, a: 0.25, n: 2 }) },
  rareTrap: { name: "trap2(.01)", spec: "trap2:x=.01,a=.25", hmm: trapN({ x: 0.01, a: 0.25, n: 2 }) },
  rrxor: { name: "rrxor", spec: "rrxor", hmm: rrxor({ p1: 0.5, p2: 0.5 }) },
  z1r: { name: "z1r", spec: "z1r", hmm: z1r({ p: 0.5 }) },
} as const satisfies Record<string, NamedProcess>;
