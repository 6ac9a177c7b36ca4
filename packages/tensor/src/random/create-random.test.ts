import { describe, expect, it } from "vitest";
import { createRandom } from "./index.ts";

const numbers = (length: number, draw: () => number): Float64Array => Float64Array.from({ length }, draw);
const mean = (values: Float64Array, of: (value: number) => number): number =>
  values.reduce((sum, value) => sum + of(value), 0) / values.length;

describe("createRandom(seed)", () => {
  it("gives the same stream for the same seed, another for another", () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, createRandom(seed).uint32);
    expect(draw(12)).toEqual(draw(12));
    expect(draw(12)).not.toEqual(draw(13));
    expect(draw(12)).not.toEqual(draw(12 + 2 ** 32)); // the seed's high bits count
  });

  it("names the rule when the seed is not an integer in [0, 2^53)", () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53]) {
      expect(() => createRandom(seed)).toThrow(`createRandom: seed must be an integer in [0, 2^53), got ${seed}`);
    }
  });
});

describe("random.split(index)", () => {
  it("does not depend on how far the parent moved on", () => {
    const parent = createRandom(3);
    const before = parent.split(5).uint32();
    parent.normal();
    expect(parent.split(5).uint32()).toBe(before);
  });

  it("gives children uncorrelated with each other and with their parent", () => {
    const parent = createRandom(4);
    const streams = [parent.split(0), parent.split(1), parent.split(0).split(0), parent].map((random) =>
      numbers(20_000, () => random.uniform() - 0.5),
    );
    for (const [i, a] of streams.entries()) {
      for (const b of streams.slice(i + 1)) {
        const correlation = (12 * a.reduce((sum, value, k) => sum + value * b[k]!, 0)) / a.length;
        expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(a.length));
      }
    }
  });

  it("takes indices in [0, 2^32) only", () => {
    expect(() => createRandom(1).split(-1)).toThrow("split: index must be an integer in [0, 2^32), got -1");
  });
});

describe("random.uniform()", () => {
  it("has the moments of the uniform law, 53 bits and never 1", () => {
    const values = numbers(100_000, createRandom(5).uniform);
    expect(mean(values, (u) => u)).toBeCloseTo(1 / 2, 2);
    expect(mean(values, (u) => u * u)).toBeCloseTo(1 / 3, 2);
    expect(values.every((u) => u >= 0 && u < 1 && Number.isInteger(u * 2 ** 53))).toBe(true);
    expect(values.some((u) => (u * 2 ** 53) % 2 === 1)).toBe(true);
  });
});

describe("random.normal()", () => {
  it("follows the normal distribution function (Kolmogorov-Smirnov at 1e-4 significance)", () => {
    const values = numbers(20_000, createRandom(6).normal).sort();
    const farthest = Math.max(
      ...values.map((z, i) =>
        Math.max(Math.abs(cumulative(z) - i / 20_000), Math.abs(cumulative(z) - (i + 1) / 20_000)),
      ),
    );
    expect(farthest).toBeLessThan(2.23 / Math.sqrt(20_000));
  });

  it("draws successive values independently", () => {
    const values = numbers(50_000, createRandom(7).normal);
    for (const lag of [1, 2]) {
      const correlation = values.reduce((sum, z, i) => sum + z * (values[i + lag] ?? 0), 0) / values.length;
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(values.length));
    }
  });
});

describe("random.integer(bound)", () => {
  it("is even over all residues (chi-square), also where 2^32 is no multiple of the bound", () => {
    const random = createRandom(8);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++;
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9); // 1e-4, 6 d.o.f.
    expect(random.integer(1)).toBe(0);
    // Two thirds of the range: without rejection a third of the values would come up twice as often.
    const bound = Math.floor((2 ** 32 / 3) * 2);
    const low = numbers(30_000, () => (random.integer(bound) < bound / 2 ? 1 : 0));
    expect(mean(low, (x) => x)).toBeCloseTo(0.5, 1);
  });

  it("takes bounds in [1, 2^32] only", () => {
    expect(() => createRandom(1).integer(0)).toThrow("integer: bound must be an integer in [1, 2^32], got 0");
  });
});

describe("random.permutation(n)", () => {
  it("gives each order of three equally often (chi-square)", () => {
    const random = createRandom(9);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.permutation(3).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(25.8); // 1e-4
  });

  it("holds every index once", () => {
    expect([...createRandom(10).permutation(100).sort()]).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(createRandom(10).permutation(0)).toHaveLength(0);
    expect(() => createRandom(10).permutation(-1)).toThrow("permutation: n must be a non-negative integer, got -1");
  });
});

/** The normal distribution function, by the Taylor series of the error function (enough terms for |z| < 6). */
function cumulative(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 1; n < 200; n++) {
    term *= (-z * z) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}
