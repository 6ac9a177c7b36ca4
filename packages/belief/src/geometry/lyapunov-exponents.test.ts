import {
  cantor,
  circle3,
  coin,
  createHmm,
  even,
  fanizza,
  type Hmm,
  mixture,
  product,
  randomHmm,
  rrxor,
  sampleTokens,
  sierpinski,
  sns,
  trap2,
  withEmissionOn,
  z1r,
} from "@beliefscope/hmm-core";
import { eigenvalues } from "@beliefscope/tensor/linalg";
import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit"; // adds toBeCloseToArray
import { describe, expect, it } from "vitest";
import { entropyRateBounds, filterBeliefs, lyapunovExponents, nextTokenDistribution } from "../index.ts";
import { sampleExponents } from "./sample-exponents.ts";
import { tangentCoordinates } from "./tangent-coordinates.ts";

/** T[token] as rows. */
function rowsOf({ numStates, labeledTransitions }: Hmm, token: number): Float64Array[] {
  const first = token * numStates ** 2;
  return Array.from({ length: numStates }, (_, from) =>
    labeledTransitions.slice(first + from * numStates, first + (from + 1) * numStates),
  );
}

/** All Lyapunov exponents of the matrix product T[x_1] T[x_2] ... on row vectors, by plain Gram-Schmidt, with standard errors. */
function productExponents(hmm: Hmm, numTokens: number): { mean: number; error: number }[] {
  const { numStates } = hmm;
  const tokens = sampleTokens(hmm, { batch: 1, length: numTokens, random: createRandom(77) }).data;
  const batches = 20;
  const sums = Array.from({ length: batches }, () => new Float64Array(numStates));
  let frame = Array.from({ length: numStates }, (_, i) =>
    Float64Array.from({ length: numStates }, (_, j) => +(i === j)),
  );
  tokens.forEach((token, t) => {
    const T = rowsOf(hmm, token);
    frame = frame.map((row) => row.map((_, to) => row.reduce((sum, entry, from) => sum + entry * T[from]![to]!, 0)));
    frame.forEach((row, i) => {
      for (const other of frame.slice(0, i)) {
        const overlap = row.reduce((sum, entry, c) => sum + entry * other[c]!, 0);
        other.forEach((entry, c) => (row[c]! -= overlap * entry));
      }
      const length = Math.hypot(...row);
      row.forEach((entry, c) => (row[c] = entry / length));
      sums[Math.floor((t * batches) / numTokens)]![i]! += (Math.log(length) * batches) / numTokens;
    });
  });
  return Array.from({ length: numStates }, (_, i) => {
    const values = sums.map((batch) => batch[i]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / batches;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { mean, error: Math.sqrt(square / batches / (batches - 1)) };
  });
}

/** sum_x P(x) log|det T[x]|, the determinants from eigenvalues. */
function meanLogDeterminant(hmm: Hmm): number {
  const law = nextTokenDistribution(hmm, hmm.initialBelief);
  const { numStates, labeledTransitions } = hmm;
  return law.reduce((sum, p, token) => {
    const data = labeledTransitions.slice(token * numStates ** 2, (token + 1) * numStates ** 2);
    const moduli = eigenvalues({ shape: [numStates, numStates], data }).map(([re, im]) => Math.hypot(re, im));
    return sum + p * Math.log(moduli.reduce((product, modulus) => product * modulus, 1));
  }, 0);
}

describe("lyapunovExponents(hmm, { random })", () => {
  it.each([
    ["circle3", circle3({ x: 0.05, a: 0.85 })],
    ["a random process", randomHmm({ n: 3, v: 3, seed: 2 })],
    ["a random process of 4 states", randomHmm({ n: 4, v: 2, seed: 3 })],
  ])("of %s are the differences lambda_(i+1) - lambda_1 of the matrix product's", (_, hmm) => {
    const { exponents, sum } = lyapunovExponents(hmm, { random: createRandom(1), tokens: 60_000 });
    const [first, ...others] = productExponents(hmm, 60_000);
    const { upper } = entropyRateBounds(hmm);
    expect(Math.abs(first!.mean + upper)).toBeLessThan(5 * first!.error);
    expect(exponents).toHaveLength(hmm.numStates - 1);
    exponents.forEach(({ nats, error, kind }, i) => {
      expect(kind).toBe("sampled");
      expect(error).toBeLessThan(0.01);
      const difference = others[i]!.mean - first!.mean;
      expect(Math.abs(nats - difference)).toBeLessThan(5 * Math.hypot(error, others[i]!.error + first!.error));
    });
    // E log|det T| + N h
    const volume = meanLogDeterminant(hmm) + hmm.numStates * upper;
    expect(sum.upper).toBeCloseTo(volume, 9);
    expect(sum.upper - sum.lower!).toBeLessThan(1e-4);
    const total = exponents.reduce((all, { nats }) => all + nats, 0);
    expect(total).toBeGreaterThan(sum.lower! - 1e-9);
    expect(total).toBeLessThan(sum.upper + 1e-9);
  });

  it("of two states is the mean log contraction of nearby beliefs, by finite differences along a sample", () => {
    const hmm = randomHmm({ n: 2, v: 3, seed: 9 });
    const { exponents } = lyapunovExponents(hmm, { random: createRandom(1) });
    const length = 100_000;
    const tokens = sampleTokens(hmm, { batch: 1, length, random: createRandom(5) });
    const beliefs = filterBeliefs(hmm, tokens).beliefs.data;
    const next = (p: number, token: number): number => {
      const [[a, b], [c, d]] = rowsOf(hmm, token) as unknown as [[number, number], [number, number]];
      return (p * a + (1 - p) * c) / (p * (a + b) + (1 - p) * (c + d));
    };
    const logs = Array.from({ length: length - 1 }, (_, t) => {
      const p = beliefs[2 * t]!;
      const token = tokens.data[t + 1]!;
      return Math.log(Math.abs(next(p + 1e-6, token) - next(p - 1e-6, token)) / 2e-6);
    });
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    const spread = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)) / logs.length;
    expect(exponents).toHaveLength(1);
    expect(exponents[0]!.kind).not.toBe("sampled");
    expect(exponents[0]!.error).toBeLessThan(1e-5);
    expect(Math.abs(exponents[0]!.nats - mean)).toBeLessThan(6 * spread);
  });

  it("by sampling agree with what the identity gives two states, to the standard error", () => {
    const deviations = [1, 2, 3, 4, 5, 6].map((seed) => {
      const hmm = randomHmm({ n: 2, v: 2, seed });
      const exact = lyapunovExponents(hmm, { random: createRandom(1) }).exponents[0]!.nats;
      const run = sampleExponents(tangentCoordinates(hmm, hmm.initialBelief).process, {
        ...{ tokens: 20_000, burnIn: 100, batches: 40 },
        random: createRandom(seed),
      });
      const values = run.exponents.map(([value]) => value!);
      const mean = values.reduce((sum, value) => sum + value, 0) / 40;
      const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 40 / 39);
      return (mean - exact) / error;
    });
    for (const deviation of deviations) expect(Math.abs(deviation)).toBeLessThan(4);
    expect(Math.max(...deviations.map(Math.abs))).toBeGreaterThan(0.3); // the error bars are not just wide
  });

  it("are exact for similarities: -log s, once for each dimension", () => {
    const line = lyapunovExponents(cantor({ s: 5 }), { random: createRandom(1) });
    expect(line.exponents).toEqual([{ nats: expect.closeTo(-Math.log(5), 12) as number, error: 0, kind: "exact" }]);
    const plane = lyapunovExponents(sierpinski({ s: 3 }), { random: createRandom(1) });
    expect(plane.exponents.map(({ nats }) => nats)).toBeCloseToArray([-Math.log(3), -Math.log(3)], { atol: 1e-12 });
    expect(plane.exponents.every(({ kind }) => kind === "exact")).toBe(true);
    expect(plane.tokens).toBe(0);
  });

  it.each([
    ["z1r", z1r(), 2],
    ["rrxor", rrxor(), 4],
    ["even", even(), 1],
    ["sns", sns(), 1],
    ["trap2", trap2(), 1],
    ["the signed process fanizza", fanizza(), 3],
  ])("of %s are minus infinity: some word wipes out all that came before", (_, hmm, count) => {
    const { exponents } = lyapunovExponents(hmm, { random: createRandom(1), tokens: 2000 });
    expect(exponents).toEqual(new Array(count).fill({ nats: -Infinity, error: 0, kind: "exact" }));
  });

  it("keep the finite ones beside those that some word wipes out", () => {
    // A process of cantor's tokens beside golden_mean's: of 3 dimensions, the two that know golden_mean's state vanish.
    const both = product([cantor({ s: 3 }), even({ p: 0.5 })]);
    const { exponents } = lyapunovExponents(both, { random: createRandom(1), tokens: 4000 });
    expect(exponents.map(({ nats }) => nats)).toEqual([
      expect.closeTo(-Math.log(3), 9) as number,
      -Infinity,
      -Infinity,
    ]);
  });

  it("of a unifilar process is minus the mean log likelihood ratio against the other state", () => {
    const hmm = createHmm({ labeledTransitions: [[[0.3, 0], [0, 0.6]], [[0, 0.7], [0.4, 0]]] }); // prettier-ignore
    const fromA = 0.3 * Math.log(0.6 / 0.3) + 0.7 * Math.log(0.4 / 0.7);
    const fromB = 0.6 * Math.log(0.3 / 0.6) + 0.4 * Math.log(0.7 / 0.4);
    const { exponents } = lyapunovExponents(hmm, { random: createRandom(1) });
    expect(exponents[0]!.nats).toBeCloseTo((4 / 11) * fromA + (7 / 11) * fromB, 9);
  });

  it("do not change when beliefs are pushed from departure to arrival", () => {
    const arrival = lyapunovExponents(withEmissionOn(circle3(), "arrival"), { random: createRandom(1) });
    const departure = lyapunovExponents(circle3(), { random: createRandom(2) });
    expect(arrival.sum.upper).toBeCloseTo(departure.sum.upper, 4);
    arrival.exponents.forEach(({ nats, error }, i) => {
      const other = departure.exponents[i]!;
      expect(Math.abs(nats - other.nats)).toBeLessThan(5 * Math.hypot(error, other.error));
    });
  });

  it("count only what beliefs can do: states that are redundant or never come add none", () => {
    const one = coin({ p: 0.3 });
    const [a, b] = [0.7, 0.3].map((p) => [[p / 2, p / 2, 0], [p / 4, 3 * (p / 4), 0], [0, p, 0]]); // prettier-ignore
    const three = createHmm({ labeledTransitions: [a!, b!] });
    for (const hmm of [one, three]) {
      expect(lyapunovExponents(hmm, { random: createRandom(1) })).toMatchObject({ exponents: [], tokens: 0 });
    }
  });

  it("refuse a process of several recurrent classes, and too short a run", () => {
    const random = createRandom(1);
    const two = mixture([z1r(), even()], [0.5, 0.5]);
    expect(() => lyapunovExponents(two, { random })).toThrow(
      /lyapunovExponents: .* must have one recurrent class, got several/,
    );
    expect(() => lyapunovExponents(z1r(), { random, tokens: 5 })).toThrow(/tokens must be .* at least 400, got 5/);
    expect(() => lyapunovExponents(z1r(), { random, burnIn: -1 })).toThrow(/burnIn must be .*, got -1/);
  });
});
