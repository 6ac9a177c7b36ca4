import {
  circle3,
  coin,
  even,
  goldenMean,
  type Hmm,
  mess3,
  moon,
  randomHmm,
  stationaryLaw,
  transitionMatrix,
} from "@beliefscope/hmm-core";
import { arbitraryHmm, jointByHiddenPaths } from "@beliefscope/testkit";
import { createRandom } from "@beliefscope/tensor/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chaosGame, updateBelief, wordCloud } from "../index.ts";

/** Weighted mean of a function of the belief. */
function average(
  { beliefs, weights }: Pick<ReturnType<typeof wordCloud>, "beliefs" | "weights">,
  f: (belief: Float64Array) => number,
): number {
  const width = beliefs.shape[1]!;
  return weights.reduce((sum, weight, i) => sum + weight * f(beliefs.data.subarray(i * width, (i + 1) * width)), 0);
}

const square = (belief: Float64Array): number => belief.reduce((sum, entry, i) => sum + (i + 1) * entry ** 2, 0);

describe("wordCloud(hmm, length)", () => {
  it("holds the posterior and the probability of each word, by brute force over hidden paths", () => {
    const hmm = circle3({ x: 0.1, a: 0.7 });
    const { beliefs, weights, weighting } = wordCloud(hmm, 3);
    expect(beliefs.shape).toEqual([27, 3]);
    expect(weighting).toEqual({ kind: "word probability", length: 3 });
    for (let word = 0; word < 27; word++) {
      const joint = jointByHiddenPaths(hmm, [Math.floor(word / 9), Math.floor(word / 3) % 3, word % 3]);
      const probability = joint.reduce((sum, p) => sum + p, 0);
      expect(weights[word]).toBeCloseTo(probability, 14);
      const belief = beliefs.data.subarray(word * 3, word * 3 + 3);
      expect(belief).toBeCloseToArray(
        joint.map((p) => p / probability),
        { atol: 1e-14 },
      );
    }
  });

  it("averages to the initial belief pushed through the chain, for any process", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true }), fc.integer({ min: 0, max: 4 }), (hmm, length) => {
        const cloud = wordCloud(hmm, length);
        const n = hmm.numStates;
        const T = transitionMatrix(hmm).data;
        let pushed: Float64Array = hmm.initialBelief;
        for (let k = 0; k < length; k++) {
          pushed = pushed.map((_, to) => pushed.reduce((sum, p, from) => sum + p * T[from * n + to]!, 0));
        }
        expect(cloud.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        pushed.forEach((p, state) => {
          expect(average(cloud, (belief) => belief[state]!)).toBeCloseTo(p, 12);
        });
      }),
      { seed: 1 },
    );
  });

  it("refuses lengths that are no lengths, and too many words", () => {
    expect(() => wordCloud(mess3(), -1)).toThrow("wordCloud: length must be a non-negative integer, got -1");
    expect(() => wordCloud(mess3(), 40)).toThrow(/wordCloud: length must be at most 13 for at most 2000000 words/);
  });
});

describe("chaosGame(hmm, { points, random })", () => {
  const hmm = randomHmm({ n: 3, v: 3, seed: 2 });

  it("goes from each belief to the next by one of the tokens", () => {
    for (const [process, tokens] of [
      [hmm, "process"],
      [even({ p: 0.3 }), "uniform"],
      [moon(), "process"],
    ] as const) {
      const { beliefs } = chaosGame(process, { points: 50, burnIn: 0, tokens, random: createRandom(2) });
      const n = process.numStates;
      let before: Float64Array = process.initialBelief;
      for (let point = 0; point < 50; point++) {
        const belief = beliefs.data.slice(point * n, (point + 1) * n);
        const reached = Array.from({ length: process.numTokens }, (_, token) => tryUpdate(process, before, token));
        expect(reached.some((next) => next?.every((entry, i) => Math.abs(entry - belief[i]!) < 1e-12))).toBe(true);
        before = belief;
      }
    }
  });

  it("of the process's tokens spends its time as long words do: means and second moments", () => {
    const exact = wordCloud({ ...hmm, initialBelief: stationaryLaw(hmm) }, 9);
    const cloud = chaosGame(hmm, { points: 60_000, random: createRandom(1) });
    expect(cloud.weighting).toEqual({ kind: "time in the process", burnIn: 1000 });
    expect(cloud.weights[7]).toBeCloseTo(1 / 60_000, 14);
    expect(average(cloud, (belief) => belief[1]!)).toBeCloseTo(stationaryLaw(hmm)[1]!, 2);
    expect(average(cloud, square)).toBeCloseTo(average(exact, square), 2);
  });

  it("of uniform tokens at beta = 1 has the moments of the process too, at beta = 0 others", () => {
    const exact = average(wordCloud({ ...hmm, initialBelief: stationaryLaw(hmm) }, 9), square);
    const uniform = { points: 200_000, tokens: "uniform", window: 6 } as const;
    const measure = chaosGame(hmm, { ...uniform, beta: 1, random: createRandom(1) });
    const geometry = chaosGame(hmm, { ...uniform, beta: 0, random: createRandom(1) });
    expect(Math.abs(average(measure, square) - exact)).toBeLessThan(0.02);
    expect(Math.abs(average(geometry, square) - exact)).toBeGreaterThan(0.3);
    expect(measure.beliefs.data.every((entry, k) => entry === geometry.beliefs.data[k])).toBe(true);
    expect(measure.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(measure.weighting).toEqual({ kind: "likelihood^beta of uniform tokens", beta: 1, window: 6, burnIn: 1000 });
  });

  it("weighs a point by the likelihood of its last tokens, over what uniform tokens would have", () => {
    // golden_mean: after a 1 (belief [0, 1]) only 0 can come; else both, with probability 1/2 each: all likelihood ratios are 1.
    const even = chaosGame(goldenMean({ p: 0.5 }), { points: 9, tokens: "uniform", beta: 1, random: createRandom(1) });
    expect(even.weights).toBeCloseToArray(new Float64Array(9).fill(1 / 9), { atol: 1e-14 });
    // coin(.8), window 1: a 1 weighs (2 · .8)^beta, a 0 (2 · .2)^beta.
    const { weights } = chaosGame(coin({ p: 0.8 }), {
      ...{ points: 40, tokens: "uniform", beta: 0.5, window: 1 },
      random: createRandom(3),
    });
    const ratio = Math.max(...weights) / Math.min(...weights);
    expect(ratio).toBeCloseTo(2, 12);
  });

  it("tells the tokens that lead to its points, the same for all processes that allow them", () => {
    const options = { points: 12, burnIn: 7, stride: 3, tokens: "uniform" } as const;
    const { beliefs, tokens } = chaosGame(hmm, { ...options, random: createRandom(4) });
    expect(tokens).toHaveLength(7 + 3 * 11 + 1);
    let belief: Float64Array = hmm.initialBelief;
    tokens.forEach((token, k) => {
      belief = updateBelief(hmm, belief, token);
      const point = (k - 7) / 3;
      if (point >= 0 && Number.isInteger(point)) {
        expect(belief).toBeCloseToArray(beliefs.data.slice(3 * point, 3 * point + 3), { atol: 1e-14 });
      }
    });
    expect(chaosGame(mess3(), { ...options, random: createRandom(4) }).tokens).toEqual(tokens);
  });

  it("with a stride takes every so-manieth point of the same run", () => {
    const all = chaosGame(hmm, { points: 40, burnIn: 10, random: createRandom(1) }).beliefs.data;
    const some = chaosGame(hmm, { points: 10, burnIn: 10, stride: 4, random: createRandom(1) }).beliefs.data;
    for (let point = 0; point < 10; point++) {
      expect(some.slice(point * 3, point * 3 + 3)).toEqual(all.slice(point * 12, point * 12 + 3));
    }
  });

  it("refuses options that make no sense", () => {
    const random = createRandom(1);
    expect(() => chaosGame(hmm, { points: 0, random })).toThrow(/points must be an integer of at least 1, got 0/);
    expect(() => chaosGame(hmm, { points: 9, stride: 0, random })).toThrow(/stride must be .* at least 1, got 0/);
    expect(() => chaosGame(hmm, { points: 9, tokens: "uniform", beta: 2, random })).toThrow(/beta must be in \[0, 1\]/);
    expect(() => chaosGame(hmm, { points: 9, beta: 1, random })).toThrow(/must come with tokens "uniform"/);
  });
});

function tryUpdate(hmm: Hmm, belief: Float64Array, token: number): Float64Array | null {
  try {
    return updateBelief(hmm, belief, token);
  } catch {
    return null;
  }
}
