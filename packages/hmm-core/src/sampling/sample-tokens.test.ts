import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import {
  circle3,
  createHmm,
  even,
  fanizza,
  type Hmm,
  moon,
  randomHmm,
  sampleTokens,
  tokenSampler,
  wordProbability,
} from "../index.ts";

/** Chi-square statistic of the sampled words of a length against their probabilities, and its degrees of freedom. */
function chiSquare(hmm: Hmm, length: number, batch: number, seed: number): [statistic: number, freedom: number] {
  const tokens = sampleTokens(hmm, { batch, length, random: createRandom(seed) }).data;
  const counts = new Map<number, number>();
  for (let sequence = 0; sequence < batch; sequence++) {
    let code = 0;
    for (let position = 0; position < length; position++)
      code = code * hmm.numTokens + tokens[sequence * length + position]!;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let statistic = 0;
  let possible = 0;
  for (let code = 0; code < hmm.numTokens ** length; code++) {
    const word = Array.from({ length }, (_, i) => Math.floor(code / hmm.numTokens ** (length - 1 - i)) % hmm.numTokens);
    const expected = batch * wordProbability(hmm, word);
    const count = counts.get(code) ?? 0;
    if (expected === 0) expect(count).toBe(0);
    else {
      statistic += (count - expected) ** 2 / expected;
      possible++;
    }
  }
  return [statistic, possible - 1];
}

/** Three states, each of which may give every token; the next one is any. */
function manyTokens(v: number): Hmm {
  const rows = Array.from({ length: v }, (_, token) =>
    [1, 2, 3].map((from) => [0, 1, 2].map((to) => (1 + ((token * from + to) % 7)) / v)),
  );
  const sums = [0, 1, 2].map((from) => rows.reduce((sum, T) => sum + T[from]!.reduce((a, b) => a + b), 0));
  return createHmm({ labeledTransitions: rows.map((T) => T.map((row, from) => row.map((p) => p / sums[from]!))) });
}

describe("sampleTokens(hmm, {batch, length, random})", () => {
  it("draws words by their probabilities (chi-square), proper, with zeros, and signed", () => {
    for (const hmm of [circle3(), randomHmm({ n: 4, v: 2, seed: 5 }), even(), fanizza(), moon()]) {
      const [statistic, freedom] = chiSquare(hmm, 3, 20_000, 11);
      expect(statistic).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom) + 8);
    }
  });

  it("starts from the initial belief", () => {
    const hmm = { ...even(), initialBelief: Float64Array.of(0, 1) }; // in B: the first token is 1
    const { data } = sampleTokens(hmm, { batch: 50, length: 2, random: createRandom(2) });
    expect(data.filter((_, i) => i % 2 === 0).every((token) => token === 1)).toBe(true);
  });

  it("gives the same tokens for the same seed, and moves its stream on", () => {
    const draw = (seed: number): Int32Array =>
      sampleTokens(circle3(), { batch: 3, length: 9, random: createRandom(seed) }).data;
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    const random = createRandom(1);
    const first = sampleTokens(circle3(), { batch: 3, length: 9, random });
    expect(sampleTokens(circle3(), { batch: 3, length: 9, random }).data).not.toEqual(first.data);
  });

  it("takes empty batches, and no negative ones", () => {
    expect(sampleTokens(even(), { batch: 0, length: 5, random: createRandom(1) })).toEqual({
      shape: [0, 5],
      data: new Int32Array(0),
    });
    expect(() => sampleTokens(even(), { batch: -1, length: 5, random: createRandom(1) })).toThrow(
      "sampleTokens: batch must be a non-negative integer, got -1",
    );
  });

  it("draws moves of very unequal probability by their probabilities, and impossible ones never", () => {
    const law = [1e-7, 0, 0.3, 2e-4, 0.6998, 0]; // sums to 1 with the last but one
    law[4] = 1 - 1e-7 - 0.3 - 2e-4;
    const hmm = createHmm({ labeledTransitions: law.map((p) => [[p]]) });
    const { data } = sampleTokens(hmm, { batch: 1, length: 2_000_000, random: createRandom(3) });
    const counts = law.map((_, token) => data.reduce((count, drawn) => count + Number(drawn === token), 0));
    law.forEach((p, token) => {
      const expected = 2e6 * p;
      expect(Math.abs(counts[token]! - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected * (1 - p)));
    });
  });
});

describe("tokenSampler(hmm, random)", () => {
  it("gives the same tokens however they are cut into pieces, few or many at a time, proper and signed", () => {
    // The most states and tokens of the kernel's layouts, and one more.
    const few = [3, 8].flatMap((n) => [3, 4].map((v) => randomHmm({ n: n - 1, v, seed: n })));
    const eight = randomHmm({ n: 8, v: 3, seed: 1 });
    for (const hmm of [
      circle3(),
      even(),
      ...few,
      eight,
      manyTokens(1022),
      manyTokens(1023),
      manyTokens(4097),
      moon(),
    ]) {
      const whole = tokenSampler(hmm, createRandom(4))(12_000);
      const next = tokenSampler(hmm, createRandom(4));
      const pieces = [0, 1, 7, ...new Array<number>(10).fill(999), 2002].map((count) => Array.from(next(count)));
      expect(pieces.flat()).toEqual(Array.from(whole));
      expect(sampleTokens(hmm, { batch: 1, length: 12_000, random: createRandom(4) }).data).toEqual(whole);
    }
  });

  it("gives tokens of which pairs are as probable as they should be (chi-square)", () => {
    const hmm = circle3();
    const tokens = tokenSampler(hmm, createRandom(5))(90_000);
    const counts = new Map<number, number>();
    for (let t = 0; t < tokens.length; t += 2) {
      const pair = 3 * tokens[t]! + tokens[t + 1]!;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    for (const [pair, count] of counts) {
      const expected = 45_000 * wordProbability(hmm, [Math.floor(pair / 3), pair % 3]);
      expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected)); // correlated, hence the width
    }
    expect(() => tokenSampler(hmm, createRandom(1))(-1)).toThrow(
      "tokenSampler: count must be a non-negative integer, got -1",
    );
  });
});
