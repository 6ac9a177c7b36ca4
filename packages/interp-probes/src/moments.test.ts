import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeMoments, mergeMoments, type Moments, subtractMoments } from "./moments.ts";

function normals(rows: number, columns: number, seed: number): Tensor {
  const random = createRandom(seed);
  return { shape: [rows, columns], data: Float64Array.from({ length: rows * columns }, () => random.normal()) };
}

function uniforms(count: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => random.uniform());
}

function rowRange(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}

function expectClose(actual: Float64Array, expected: Float64Array, atol: number): void {
  expect(actual.length).toBe(expected.length);
  expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThanOrEqual(atol);
}

function expectSame(actual: Moments, expected: Moments, atol: number): void {
  expect(Math.abs(actual.weight - expected.weight)).toBeLessThanOrEqual(atol);
  expectClose(actual.mean, expected.mean, atol);
  expectClose(actual.scatter, expected.scatter, atol);
}

describe("computeMoments(features, targets, weights)", () => {
  it("is the plain sum of weighted outer products of centred rows, for any number of rows and columns", () => {
    const size = {
      d: fc.integer({ min: 1, max: 9 }),
      k: fc.integer({ min: 1, max: 3 }),
      n: fc.integer({ min: 1, max: 150 }),
    };
    fc.assert(
      fc.property(size.d, size.k, size.n, (d, k, n) => {
        const [x, y, w] = [normals(n, d, 1), normals(n, k, 2), uniforms(n, 3)];
        const z = (row: number, i: number) => (i < d ? x.data[row * d + i]! : y.data[row * k + i - d]!);
        const rows = [...w.keys()];
        const total = rows.reduce((sum, row) => sum + w[row]!, 0);
        const mean = Array.from(
          { length: d + k },
          (_, i) => rows.reduce((sum, row) => sum + w[row]! * z(row, i), 0) / total,
        );
        const scatter = mean.flatMap((_, i) =>
          mean.map((_, j) =>
            rows.reduce((sum, row) => sum + w[row]! * (z(row, i) - mean[i]!) * (z(row, j) - mean[j]!), 0),
          ),
        );
        const moments = computeMoments(x, y, w);
        expect(moments.weight).toBeCloseTo(total, 12);
        expectClose(moments.mean, Float64Array.from(mean), 1e-12);
        expectClose(moments.scatter, Float64Array.from(scatter), 1e-11);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("keeps its digits when the features have a large offset", () => {
    const [x, y, w] = [normals(200, 5, 1), normals(200, 2, 2), uniforms(200, 3)];
    const rounded = { ...x, data: x.data.map((value) => Math.round(value * 2 ** 20) / 2 ** 20) };
    const offset = { ...x, data: rounded.data.map((value) => value + 2 ** 20) }; // exact in Float64
    expectClose(computeMoments(offset, y, w).scatter, computeMoments(rounded, y, w).scatter, 1e-7);
  });

  it("gives Float32 features the moments of their exact values", () => {
    const [x, y, w] = [normals(100, 6, 1), normals(100, 2, 2), uniforms(100, 3)];
    const single = { shape: x.shape, data: Float32Array.from(x.data) };
    const same = { shape: x.shape, data: Float64Array.from(single.data) };
    expect(computeMoments(single, y, w)).toEqual(computeMoments(same, y, w));
  });

  it("names what is wrong with its data", () => {
    const [x, y] = [normals(3, 2, 1), normals(3, 1, 2)];
    const ones = Float64Array.of(1, 1, 1);
    expect(() => computeMoments(normals(4, 2, 1), y, ones)).toThrow(
      new RangeError("computeMoments: features must have shape [3, n], got [4, 2]"),
    );
    expect(() => computeMoments(x, y, Float64Array.of(1, -1, 1))).toThrow(
      new RangeError("computeMoments: weights must not be negative, got -1 in row 1"),
    );
    expect(() => computeMoments(x, y, new Float64Array(3))).toThrow(
      new RangeError("computeMoments: weights must have a positive finite sum, got 0"),
    );
    const broken = { shape: [3, 1], data: Float64Array.of(0, NaN, 0) };
    expect(() => computeMoments(x, broken, ones)).toThrow(
      new RangeError("computeMoments: values must be finite, got a mean of NaN in target 0"),
    );
  });
});

describe("mergeMoments(a, b), subtractMoments(total, part)", () => {
  const [x, y, w] = [normals(300, 7, 1), normals(300, 3, 2), uniforms(300, 3)];
  const all = computeMoments(x, y, w);

  it("of two shards is the moments of all rows, wherever they are cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 299 }), (cut) => {
        const a = computeMoments(x, y, w, { rows: rowRange(0, cut) });
        const b = computeMoments(x, y, w, { rows: rowRange(cut, 300) });
        expectSame(mergeMoments(a, b), all, 1e-11);
        expectSame(subtractMoments(all, b), a, 1e-10);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("refuses to leave nothing", () => {
    expect(() => subtractMoments(all, all)).toThrow(/^subtractMoments: part must leave some weight, got/);
  });
});
