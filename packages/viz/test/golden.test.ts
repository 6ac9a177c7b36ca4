import { createHash } from "node:crypto";
import { createTensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import {
  beliefCloudPanels,
  layoutPanels,
  simplexProjection,
  stateGraphPanel,
  supportWeights,
  themes,
  toSvg,
} from "../src/index.ts";

/**
 * Beliefs after all words to length 6 of an asymmetric three-state process that moves, then emits: T row-stochastic, E the
 * token law of the state arrived in. Written out here so that the picture depends on this package only.
 */
const T = [
  [0.8, 0.05, 0.15],
  [0.15, 0.75, 0.1],
  [0.05, 0.25, 0.7],
];
const E = [
  [0.8, 0.1, 0.1],
  [0.15, 0.75, 0.1],
  [0.05, 0.15, 0.8],
];
const states = [0, 1, 2];
const labeledTransitions = Float64Array.from(
  states.flatMap((token) => T.flatMap((row) => row.map((p, to) => p * E[to]![token]!))),
);

const beliefs: number[] = [];
const probabilities: number[] = [];
function read(belief: readonly number[], probability: number, depth: number): void {
  for (const token of states) {
    const joint = states.map((to) =>
      states.reduce((sum, from) => sum + belief[from]! * T[from]![to]! * E[to]![token]!, 0),
    );
    const p = joint.reduce((sum, value) => sum + value, 0);
    const next = joint.map((value) => value / p);
    beliefs.push(...next);
    probabilities.push(probability * p);
    if (depth > 1) read(next, probability * p, depth - 1);
  }
}
read([1 / 3, 1 / 3, 1 / 3], 1, 6);

const truth = createTensor(Float64Array.from(beliefs), [probabilities.length, 3]);
const panels = [
  stateGraphPanel({ title: "Hidden Markov model", labeledTransitions, numTokens: 3, numStates: 3 }),
  ...beliefCloudPanels({
    truth,
    weights: supportWeights(Float64Array.from(probabilities), 0.1),
    projection: simplexProjection(3),
    clouds: [{ title: "True beliefs", claims: truth }],
  }),
];

// Guards against unmeant change: after a meant one, look at the picture and put the new hash here.
describe("the report's figure", () => {
  it.each([
    ["dark", themes.dark, "51390b737dbbe75f"],
    ["light", themes.light, "7f8c520d314ae1a4"],
  ] as const)("is the same as when it was last looked at, %s", (_, theme, hash) => {
    const svg = toSvg(layoutPanels(panels, { theme, alt: "asymmetric process", width: 640 }));
    expect(createHash("sha256").update(svg).digest("hex").slice(0, 16)).toBe(hash);
  });
});
