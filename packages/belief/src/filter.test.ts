import { circle3, even, type Hmm, randomHmm, sampleTokens } from "@beliefscope/hmm-core";
import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHmm, jointByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterBeliefs } from "./index.ts";

/** Compares beliefs and log-likelihoods of sampled words with the sum over all hidden paths. */
function expectHiddenPaths(hmm: Hmm): void {
  const [batch, length] = [3, 5];
  const tokens = sampleTokens(hmm, { batch, length, random: createRandom(1) });
  const { beliefs, logLikelihood } = filterBeliefs(hmm, tokens);
  expect(beliefs.shape).toEqual([batch, length, hmm.numStates]);
  for (let sequence = 0; sequence < batch; sequence++) {
    for (let position = 0; position < length; position++) {
      const row = sequence * length + position;
      const word = Array.from(tokens.data.subarray(sequence * length, row + 1));
      const joint = jointByHiddenPaths(hmm, word);
      const total = joint.reduce((sum, p) => sum + p, 0);
      const belief = beliefs.data.subarray(row * hmm.numStates, (row + 1) * hmm.numStates);
      expect(belief).toBeCloseToArray(
        joint.map((p) => p / total),
        { atol: 1e-13 },
      );
      if (position === length - 1) expect(logLikelihood[sequence]).toBeCloseTo(Math.log(total), 12);
    }
  }
}

describe("filterBeliefs(hmm, tokens)", () => {
  it("row t is P(state | tokens[0..t]): the sum over all hidden paths, normalised", () => {
    expectHiddenPaths(circle3());
    expectHiddenPaths(randomHmm({ n: 4, v: 2, seed: 9 }));
    fc.assert(fc.property(arbitraryHmm({ zeros: true }), expectHiddenPaths), { seed: 1, numRuns: 50 });
  });

  it("names the first impossible token", () => {
    const tokens = createTensor(Int32Array.of(0, 0, 0, 0, 1, 0), [2, 3]);
    expect(() => filterBeliefs(even(), tokens)).toThrow(
      "filterBeliefs: tokens must be possible under the process, got 0 with probability 0 at sequence 1, position 2",
    );
  });
});
