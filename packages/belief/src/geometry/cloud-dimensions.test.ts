import { cantor, createHmm, goldenMean, type Hmm, mess3, sierpinski } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { chaosGame, cloudDimensions, wordCloud } from "../index.ts";

const random = createRandom(1);
const points = 10_000;

/** cantor(s) whose token 0 comes with probability p: a measure whose dimensions all differ. */
function unevenCantor(s: number, p: number): Hmm {
  const { labeledTransitions } = cantor({ s });
  const T = (token: number): number[][] =>
    [0, 1].map((from) =>
      [0, 1].map((to) => 2 * (token === 0 ? p : 1 - p) * labeledTransitions[(token * 2 + from) * 2 + to]!),
    );
  return createHmm({ labeledTransitions: [T(0), T(1)] });
}

describe("cloudDimensions(cloud)", () => {
  it("finds the closed forms of an uneven Cantor measure: entropy and -log sum p^2, over log s", () => {
    const cloud = chaosGame(unevenCantor(3, 0.8), { points, stride: 8, random });
    const { information, correlation } = cloudDimensions(cloud);
    const D1 = -(0.8 * Math.log(0.8) + 0.2 * Math.log(0.2)) / Math.log(3);
    const D2 = -Math.log(0.8 ** 2 + 0.2 ** 2) / Math.log(3);
    expect(D1 - D2).toBeGreaterThan(0.09);
    expect(information.error!).toBeLessThan(0.04);
    expect(correlation.error!).toBeLessThan(0.04);
    expect(Math.abs(information.value! - D1)).toBeLessThan(0.04);
    expect(Math.abs(correlation.value! - D2)).toBeLessThan(0.04);
    expect(information.fitRange![0]).toBeLessThan(information.fitRange![1] / 8);
  });

  it("reads weights: words of the uneven Cantor measure, each once, weighted by their probabilities", () => {
    const { correlation } = cloudDimensions(wordCloud(unevenCantor(3, 0.8), 13));
    expect(Math.abs(correlation.value! + Math.log(0.8 ** 2 + 0.2 ** 2) / Math.log(3))).toBeLessThan(0.06);
    const even = { ...wordCloud(unevenCantor(3, 0.8), 13), weights: new Float64Array(2 ** 13).fill(2 ** -13) };
    expect(Math.abs(cloudDimensions(even).correlation.value! - Math.LN2 / Math.log(3))).toBeLessThan(0.04);
  });

  it("finds log 3 / log 2 for Sierpinski's triangle, and the same when it is moved and scaled", () => {
    const cloud = chaosGame(sierpinski(), { points, stride: 8, random });
    const { information, correlation } = cloudDimensions(cloud);
    expect(Math.abs(information.value! - Math.log2(3))).toBeLessThan(0.06);
    expect(Math.abs(correlation.value! - Math.log2(3))).toBeLessThan(0.06);
    const moved = { shape: cloud.beliefs.shape, data: cloud.beliefs.data.map((entry) => 8 * entry - 4) };
    const again = cloudDimensions({ beliefs: moved, weights: cloud.weights });
    expect(again.correlation.value).toBeCloseTo(correlation.value!, 6);
    expect(again.correlation.fitRange![1]).toBeCloseTo(8 * correlation.fitRange![1], 9);
  });

  it("finds 2 for a square and 1 for a line", () => {
    const uniform = createRandom(4);
    const square = Float64Array.from({ length: 2 * points }, () => uniform.uniform());
    const weights = new Float64Array(points).fill(1 / points);
    const plane = cloudDimensions({ beliefs: { shape: [points, 2], data: square }, weights });
    expect(Math.abs(plane.information.value! - 2)).toBeLessThan(0.12); // the edges count
    const line = square.map((_, k) => square[k - (k % 2)]!);
    const { correlation } = cloudDimensions({ beliefs: { shape: [points, 2], data: line }, weights });
    expect(Math.abs(correlation.value! - 1)).toBeLessThan(0.04);
  });

  it("finds 0 where few beliefs come again and again, or only one", () => {
    const { information, correlation } = cloudDimensions(chaosGame(goldenMean(), { points: 2000, random }));
    expect(information.value).toBeCloseTo(0, 12);
    expect(correlation.value).toBeCloseTo(0, 12);
    const one = cloudDimensions({
      beliefs: { shape: [3, 1], data: Float64Array.of(1, 1, 1) },
      weights: Float64Array.of(0.5, 0.25, 0.25),
    });
    expect(one.information).toMatchObject({ value: 0, method: "all points in one place" });
  });

  it("says null and why where points are too few", () => {
    const { information } = cloudDimensions(chaosGame(mess3(), { points: 20, random }));
    expect(information).toMatchObject({ value: null, error: null });
    expect(information.reason).toMatch(/too few points/);
  });

  it("refuses what is no cloud", () => {
    const cloud = wordCloud(mess3(), 2);
    expect(() => cloudDimensions(cloud, { references: 1 })).toThrow(
      /references must be an integer of at least 10, got 1/,
    );
    expect(() => cloudDimensions({ ...cloud, weights: Float64Array.of(1) })).toThrow(/shape \[1, state\] like weights/);
    expect(() => cloudDimensions({ ...cloud, weights: new Float64Array(9) })).toThrow(/sum to 1, got a sum of 0/);
  });

  it("stays above rounding where near pairs are very near: Cantor sets that keep a twentieth", () => {
    for (const p of [0.5, 0.8]) {
      const cloud = chaosGame(unevenCantor(20, p), { points, stride: 8, random: random.split(5) });
      const { value, error, fitRange } = cloudDimensions(cloud).correlation;
      expect(fitRange![0]).toBeGreaterThan(1e-12);
      expect(fitRange![0]).toBeLessThan(1e-10);
      expect(error!).toBeLessThan(0.03);
      expect(Math.abs(value! + Math.log(p ** 2 + (1 - p) ** 2) / Math.log(20))).toBeLessThan(2 * error!);
    }
  });
});
