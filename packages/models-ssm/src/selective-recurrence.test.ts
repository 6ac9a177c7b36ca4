import "@beliefscope/testkit";
import { filterBeliefs } from "@beliefscope/belief";
import {
  circle3,
  fanizza,
  goldenMean,
  type Hmm,
  mess3,
  randomHmm,
  rrxor,
  sampleTokens,
  tokenLaw,
} from "@beliefscope/hmm-core";
import { jointByHiddenPaths } from "@beliefscope/testkit";
import { matmul } from "@beliefscope/tensor/linalg";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { runSelective, scanSelective, selectiveFromHmm } from "./selective-recurrence.ts";

const processes: readonly (readonly [string, Hmm])[] = [
  ["circle3", circle3({ x: 0.05, a: 0.85 })],
  ["mess3", mess3({ x: 0.15, a: 0.6 })],
  ["rrxor", rrxor({ p1: 0.5, p2: 0.5 })],
  ["a random process", randomHmm({ n: 5, v: 4, seed: 9 })],
  ["a generalized process", fanizza({ alpha: 2000, lambda: 0.49 })],
];

describe("runSelective(selectiveFromHmm(hmm), tokens) and scanSelective(…)", () => {
  it.each(processes)("are the Bayes filter of %s to 1e-12", (_, hmm) => {
    const length = 37; // no power of two
    const tokens = sampleTokens(hmm, { batch: 5, length, random: createRandom(1) });
    const { beliefs } = filterBeliefs(hmm, tokens);
    const laws = matmul({ shape: [5 * length, hmm.numStates], data: beliefs.data }, tokenLaw(hmm)).data;
    for (const run of [runSelective, scanSelective]) {
      const { states, predictions } = run(selectiveFromHmm(hmm), tokens);
      expect(states.data).toBeCloseToArray(beliefs.data, { atol: 1e-12 });
      expect(predictions.data).toBeCloseToArray(laws, { atol: 1e-12 });
    }
  });

  it("sum over all hidden paths", () => {
    const hmm = randomHmm({ n: 3, v: 2, seed: 2 });
    const word = [1, 0, 0, 1];
    const joint = jointByHiddenPaths(hmm, word);
    const total = joint.reduce((a, b) => a + b);
    const { states } = scanSelective(selectiveFromHmm(hmm), { shape: [1, 4], data: Int32Array.from(word) });
    expect(states.data.subarray(9)).toBeCloseToArray(joint.map((p) => p / total), { atol: 1e-14 }); // prettier-ignore
  });

  it("keep their scale over thousands of tokens, where a plain product would underflow", () => {
    const hmm = mess3({ x: 0.05, a: 0.85 });
    const tokens = sampleTokens(hmm, { batch: 1, length: 3000, random: createRandom(2) });
    const { states } = scanSelective(selectiveFromHmm(hmm), tokens);
    expect(states.data).toBeCloseToArray(runSelective(selectiveFromHmm(hmm), tokens).states.data, { atol: 1e-12 });
  });

  it("name tokens that are impossible", () => {
    const model = selectiveFromHmm(goldenMean({ p: 0.5 }));
    const tokens = { shape: [1, 3], data: Int32Array.of(0, 1, 1) };
    for (const [name, run] of Object.entries({ runSelective, scanSelective })) {
      expect(() => run(model, tokens)).toThrow(
        `${name}: tokens must be possible under the process, got 1 with probability 0 at sequence 0, position 2`,
      );
    }
  });
});
