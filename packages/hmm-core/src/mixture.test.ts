import { describe, expect, it } from "vitest";
import {
  circle3,
  coin,
  daysOfWeek,
  fanizza,
  mess3,
  mixture,
  product,
  randomHmm,
  wordProbability,
  z1r,
} from "./index.ts";

describe("mixture(parts, weights)", () => {
  it("gives each word the mean of its probabilities", () => {
    const parts = [circle3(), randomHmm({ n: 2, seed: 2 })];
    const mixed = mixture(parts, [0.3, 0.7]);
    expect(mixed.numStates).toBe(5);
    for (const word of [[0], [2, 1], [0, 1, 2, 2]]) {
      const expected = 0.3 * wordProbability(parts[0]!, word) + 0.7 * wordProbability(parts[1]!, word);
      expect(wordProbability(mixed, word)).toBeCloseTo(expected, 14);
    }
  });

  it("mixes signed with proper processes", () => {
    const mixed = mixture([fanizza(), z1r()], [0.5, 0.5]);
    const expected = (wordProbability(fanizza(), [0, 1]) + wordProbability(z1r(), [0, 1])) / 2;
    expect(wordProbability(mixed, [0, 1])).toBeCloseTo(expected, 14);
  });

  it("refuses parts or weights that do not fit", () => {
    expect(() => mixture([], [])).toThrow("mixture: parts must not be empty, got []");
    expect(() => mixture([coin(), circle3()], [0.5, 0.5])).toThrow("mixture: parts must have 2 tokens each, got 3");
    expect(() => mixture([coin(), coin()], [0.5])).toThrow("mixture: weights must be 2 probabilities, got [0.5]");
    expect(() => mixture([coin(), coin()], [1.5, -0.5])).toThrow("mixture: weights must be 2 probabilities");
  });
});

describe("product(parts)", () => {
  it("multiplies word probabilities; the first part's token varies slowest", () => {
    const [left, middle, right] = [circle3(), coin({ p: 0.3 }), randomHmm({ n: 2, v: 2, seed: 4 })];
    const joint = product([left, middle, right]);
    expect([joint.numTokens, joint.numStates]).toEqual([12, 6]);
    const [a, b, c] = [[0, 2, 1], [1, 0, 0], [0, 0, 1]] as const; // prettier-ignore
    const word = a.map((token, i) => (token * 2 + b[i]!) * 2 + c[i]!);
    const expected = wordProbability(left, a) * wordProbability(middle, b) * wordProbability(right, c);
    expect(wordProbability(joint, word)).toBeCloseTo(expected, 15);
  });

  it("takes signed parts, and one part alone", () => {
    const joint = product([coin({ p: 0.25 }), fanizza()]);
    expect(wordProbability(joint, [2, 1])).toBeCloseTo(0.25 * 0.75 * wordProbability(fanizza(), [0, 1]), 14);
    expect(product([mess3()])).toEqual(mess3());
    expect(() => product([])).toThrow("product: parts must not be empty, got []");
    expect(product([daysOfWeek(), coin()]).numTokens).toBe(22);
  });
});
