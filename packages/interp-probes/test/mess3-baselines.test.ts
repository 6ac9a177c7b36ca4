import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { crossValidatedProbe, foldMoments } from "../src/cross-validated-probe.ts";
import { historyFeatures } from "../src/history-features.ts";
import { probeFolds } from "../src/probe-folds.ts";
import { shuffledTargets } from "../src/shuffled-targets.ts";

/** Every word of 1 to `length` tokens of mess3(x, a), with its exact probability and belief, by the plain recursion. */
function mess3Words(
  x: number,
  a: number,
  length: number,
): { tokensByLag: Tensor<Int32Array>; beliefs: Tensor; weights: Float64Array } {
  const T = (i: number, j: number) => (i === j ? 1 - 2 * x : x);
  const E = (j: number, token: number) => (j === token ? a : (1 - a) / 2);
  type Word = { readonly recent: readonly number[]; readonly joint: readonly number[] };
  const words: Word[] = [];
  let level: Word[] = [{ recent: [], joint: [1 / 3, 1 / 3, 1 / 3] }];
  for (let k = 1; k <= length; k++) {
    level = level.flatMap(({ recent, joint }) =>
      [0, 1, 2].map((token) => ({
        recent: [token, ...recent],
        joint: [0, 1, 2].map((j) => joint.reduce((sum, p, i) => sum + p * T(i, j), 0) * E(j, token)), // the arrival form
      })),
    );
    words.push(...level);
  }
  const weights = Float64Array.from(words, ({ joint }) => joint[0]! + joint[1]! + joint[2]!);
  const beliefs = Float64Array.from(words.flatMap(({ joint }, row) => joint.map((p) => p / weights[row]!)));
  const tokensByLag = new Int32Array(words.length * length).fill(-1);
  words.forEach(({ recent }, row) => {
    tokensByLag.set(recent, row * length);
  });
  return {
    tokensByLag: { shape: [words.length, length], data: tokensByLag },
    beliefs: { shape: [words.length, 3], data: beliefs },
    weights,
  };
}

// Figures of an independent computation: last token .611, last three .939, history .941 held out.
describe("probes of the raw tokens of mess3(.05, .85), one to ten tokens read, folds by the last two tokens", () => {
  const { tokensByLag, beliefs, weights } = mess3Words(0.05, 0.85, 10);
  const { folds, numFolds, rule } = probeFolds({ tokensByLag, targets: beliefs });
  const probe = (lags: number, targets = beliefs) => {
    const features = historyFeatures(tokensByLag, { numTokens: 3, lags });
    return crossValidatedProbe(foldMoments({ features, targets, weights, folds }));
  };

  it("has twelve folds", () => {
    expect([rule, numFolds, folds.length]).toEqual(["lastTwoTokens", 12, 88572]);
  });

  it.each([
    [1, 0.611],
    [3, 0.939],
    [10, 0.941],
  ])("the last %i tokens explain %f of the belief, held out", (lags, r2) => {
    expect(probe(lags).r2HeldOut).toBeCloseTo(r2, 3);
  });

  it("the history explains nothing of shuffled beliefs", () => {
    const r2 = [1, 2, 3].map((seed) => probe(10, shuffledTargets(beliefs, { random: createRandom(seed) })).r2HeldOut!);
    expect(Math.max(...r2)).toBeLessThan(0.1);
  });
});
