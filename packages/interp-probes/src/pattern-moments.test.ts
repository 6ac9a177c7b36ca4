import "@beliefscope/testkit";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { attentionFixedness } from "./attention-fixedness.ts";
import { meanAttention } from "./mean-attention.ts";
import { mergePatternMoments, patternMoments } from "./pattern-moments.ts";
import { withMeanAttention } from "./with-mean-attention.ts";

const [batch, heads, length] = [7, 2, 4];
const random = createRandom(1);
const weights = Float64Array.from({ length: batch }, () => random.uniform());
/** Causal rows that sum to one, different for each sequence. */
const patterns: Tensor<Float32Array> = {
  shape: [batch, heads, length, length],
  data: new Float32Array(batch * heads * length ** 2),
};
for (let row = 0; row < batch * heads * length; row++) {
  const query = row % length;
  const scores = Array.from({ length: query + 1 }, () => random.uniform());
  const sum = scores.reduce((a, b) => a + b);
  patterns.data.set(
    scores.map((score) => score / sum),
    row * length,
  );
}
const part = (from: number, to: number) => {
  const size = heads * length ** 2;
  const shape = [to - from, heads, length, length];
  return patternMoments({ shape, data: patterns.data.subarray(from * size, to * size) }, weights.subarray(from, to));
};
const total = weights.reduce((a, b) => a + b);
const entry = (row: number, head: number, query: number, key: number): number =>
  patterns.data[((row * heads + head) * length + query) * length + key]!;
/** The weighted mean over sequences. */
const mean = (value: (row: number) => number): number =>
  weights.reduce((sum, w, row) => sum + w * value(row), 0) / total;

describe("patternMoments(patterns, weights)", () => {
  it("are means, and sums of squares about them, by place and by lag", () => {
    const { pattern, byLag, weight } = part(0, batch);
    expect(weight).toBeCloseTo(total, 12);
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < length; query++) {
        for (let key = 0; key < length; key++) {
          const place = (head * length + query) * length + key;
          const expected = mean((row) => entry(row, head, query, key));
          expect(pattern.mean[place]).toBeCloseTo(expected, 12);
          expect(pattern.scatter[place]! / total).toBeCloseTo(
            mean((row) => (entry(row, head, query, key) - expected) ** 2),
            12,
          );
        }
      }
      for (let lag = 0; lag < length; lag++) {
        const paid = (row: number): number => {
          let sum = 0;
          for (let query = lag; query < length; query++) sum += entry(row, head, query, query - lag);
          return sum / (length - lag);
        };
        const expected = mean(paid);
        expect(byLag.mean[head * length + lag]).toBeCloseTo(expected, 12);
        expect(byLag.scatter[head * length + lag]! / total).toBeCloseTo(
          mean((row) => (paid(row) - expected) ** 2),
          12,
        );
      }
    }
  });

  it("merge to those of the whole, however it was cut", () => {
    const whole = part(0, batch);
    const merged = [part(0, 1), part(1, 5), part(5, batch)].reduce(mergePatternMoments);
    for (const key of ["pattern", "byLag"] as const) {
      expect(merged[key].mean).toBeCloseToArray(whole[key].mean, { atol: 1e-14 });
      expect(merged[key].scatter).toBeCloseToArray(whole[key].scatter, { atol: 1e-14 });
    }
  });

  it("throws a RangeError for shapes that do not fit and weights without a sum", () => {
    expect(() => patternMoments({ shape: [1, 2, 3], data: new Float32Array(6) }, Float64Array.of(1))).toThrow(
      "patternMoments: patterns must have shape [batch, head, position, position], got [1, 2, 3] of 6 with 1 weights",
    );
    expect(() => patternMoments(patterns, new Float64Array(batch))).toThrow(/positive sum, got a sum of 0/);
    expect(() =>
      patternMoments(
        patterns,
        weights.map((w, row) => (row === 3 ? -0.01 : w)),
      ),
    ).toThrow(RangeError);
    const short = patternMoments({ shape: [1, 2, 1, 1], data: Float32Array.of(1, 1) }, Float64Array.of(1));
    expect(() => mergePatternMoments(part(0, 1), short)).toThrow("got 2 of 4 and 2 of 1");
  });
});

describe("attentionFixedness(moments)", () => {
  it("is exactly 1 for patterns that never change, through any batches and weights", () => {
    const fixed = patterns.data.subarray(0, heads * length ** 2);
    const same = {
      shape: patterns.shape,
      data: Float32Array.from({ length: patterns.data.length }, (_, i) => fixed[i % fixed.length]!),
    };
    const moments = mergePatternMoments(
      patternMoments(same, weights),
      patternMoments(
        same,
        weights.map((w) => w / 3),
      ),
    );
    expect(attentionFixedness(moments)).toEqual([1, 1]);
  });

  it("is the R² of the mean pattern, among the keys of each query", () => {
    const moments = part(0, batch);
    const [first] = attentionFixedness(moments);
    const means = meanAttention(moments, 0);
    let [error, variance] = [0, 0];
    for (let query = 0; query < length; query++) {
      for (let key = 0; key <= query; key++) {
        const position = means[query]![query - key]!;
        error += mean((row) => (entry(row, 0, query, key) - position) ** 2);
        variance += mean((row) => (entry(row, 0, query, key) - 1 / (query + 1)) ** 2);
      }
    }
    expect(first).toBeCloseTo(1 - error / variance, 6); // rows sum to 1 in single precision
  });

  it("is 0 for a head that on average attends to all alike, always another way", () => {
    const swapped = { shape: [2, 1, 2, 2], data: Float32Array.of(1, 0, 0.9, 0.1, 1, 0, 0.1, 0.9) };
    expect(attentionFixedness(patternMoments(swapped, Float64Array.of(1, 1)))[0]).toBeCloseTo(0, 12);
  });
});

describe("withMeanAttention(patterns, moments, heads)", () => {
  it("replaces these heads in every sequence, and leaves the others as they are", () => {
    const moments = part(0, batch);
    const { data } = withMeanAttention(patterns, moments, [1]);
    for (let row = 0; row < batch; row++) {
      for (let query = 0; query < length; query++) {
        for (let key = 0; key < length; key++) {
          const place = ((row * heads + 0) * length + query) * length + key;
          expect(data[place]).toBe(patterns.data[place]);
          const replaced = data[((row * heads + 1) * length + query) * length + key];
          expect(replaced).toBe(Math.fround(moments.pattern.mean[(length + query) * length + key]!));
        }
      }
    }
    expect(() => withMeanAttention({ shape: [1, 1, 4, 4], data: new Float32Array(16) }, moments, [0])).toThrow(
      RangeError,
    );
  });
});

describe("meanAttention(moments, head)", () => {
  it("throws a RangeError for a head that is not there", () => {
    expect(() => meanAttention(part(0, 1), 2)).toThrow("meanAttention: head must be an integer in [0, 2), got 2");
  });
});
