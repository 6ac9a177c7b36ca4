import { circle3, createHmm, even, type Hmm, mess3, moon, randomHmm } from "@beliefscope/hmm-core";
import { createTensor, type Tensor } from "@beliefscope/tensor";
import { arbitraryHmm, jointByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { beliefDensity, wordTree } from "../index.ts";
import { kernelSplat } from "./kernel-splat.ts";
import { type PictureBox, type SplatTarget, splatWords } from "./splat-words.ts";
import { wordHalves } from "./word-halves.ts";

const [width, height] = [40, 30];

/** Corners on an ellipse within the picture, none symmetric to another. */
function cornersOf(n: number): Tensor {
  const x = Array.from({ length: n }, (_, k) => 20 + 17 * Math.cos(0.3 + (2 * Math.PI * k) / n));
  const y = Array.from({ length: n }, (_, k) => 15 + 13 * Math.sin(0.3 + (2 * Math.PI * k) / n));
  return createTensor(Float64Array.from([...x, ...y]), [2, n]);
}

function colorsOf(n: number): Tensor {
  return createTensor(
    Float64Array.from({ length: 3 * n }, (_, k) => Math.sin(k + 1)),
    [n, 3],
  );
}

/** All words of a length. */
function wordsOf(numTokens: number, length: number): number[][] {
  if (length === 0) return [[]];
  return wordsOf(numTokens, length - 1).flatMap((word) => Array.from({ length: numTokens }, (_, x) => [...word, x]));
}

/** Each word by the sum over its hidden paths, in doubles: weight, count and colour of each pixel. */
function densityByHiddenPaths(hmm: Hmm, depth: number, projection: Tensor, beta: number, colors: Tensor) {
  const n = hmm.numStates;
  const sums = { weight: new Float64Array(1200), coverage: new Float64Array(1200), color: new Float64Array(3600) };
  for (const word of wordsOf(hmm.numTokens, depth)) {
    const joint = jointByHiddenPaths(hmm, word);
    const total = joint.reduce((sum, p) => sum + p, 0);
    if (total === 0) continue;
    const mean = (values: Float64Array, start: number, step: number): number =>
      joint.reduce((sum, p, state) => sum + (p / total) * values[start + step * state]!, 0);
    const [x, y] = [mean(projection.data, 0, 1), mean(projection.data, n, 1)];
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const share = Math.max(0, 1 - Math.abs(x - column - 0.5)) * Math.max(0, 1 - Math.abs(y - row - 0.5));
        if (share === 0) continue;
        const pixel = row * width + column;
        sums.coverage[pixel]! += share;
        sums.weight[pixel]! += share * total ** beta;
        for (let k = 0; k < 3; k++) sums.color[3 * pixel + k]! += share * total ** beta * mean(colors.data, k, 3);
      }
    }
  }
  return sums;
}

const total = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("beliefDensity(hmm, options)", () => {
  it("sums up the words as their hidden paths say: weights, counts and colours", () => {
    const processes = [
      circle3(),
      even({ p: 0.3 }),
      randomHmm({ n: 4, v: 2, temperature: 2, seed: 3 }),
      randomHmm({ n: 1, v: 3, seed: 1 }),
      randomHmm({ n: 3, v: 5, temperature: 2, seed: 2 }),
    ];
    for (const hmm of processes) {
      const [projection, colors] = [cornersOf(hmm.numStates), colorsOf(hmm.numStates)];
      for (const beta of [0, 0.3, 1]) {
        const options = { depth: 4, projection, width, height, beta };
        const expected = densityByHiddenPaths(hmm, 4, projection, beta, colors);
        const atol = 2e-5 * hmm.numTokens ** (4 * (1 - beta)); // places are floats: some 1e-5 pixels
        for (const found of [beliefDensity(hmm, options), beliefDensity(hmm, { ...options, colors })]) {
          expect(found.weight).toBeCloseToArray(expected.weight, { atol, rtol: 1e-4 });
          expect(found.coverage).toBeCloseToArray(expected.coverage, { atol: 2e-5 * hmm.numTokens ** 4, rtol: 1e-4 });
        }
        expect(beliefDensity(hmm, { ...options, colors }).color).toBeCloseToArray(expected.color, { atol, rtol: 1e-4 });
      }
    }
  });

  it("has all the weight: as many words as there are, or, for beta = 1, 1", () => {
    for (const hmm of [mess3(), even(), randomHmm({ n: 2, v: 7, seed: 1 })]) {
      const options = { depth: 6, projection: cornersOf(hmm.numStates), width, height };
      const { levelStart, probability } = wordTree(hmm, 6);
      const possible = probability.subarray(levelStart[6]).filter((p) => p > 0);
      const root = possible.reduce((sum, p) => sum + Math.sqrt(p), 0);
      const densities = [0, 0.5, 1].map((beta) => beliefDensity(hmm, { ...options, beta }));
      expect(densities.map(({ weight }) => total(weight))).toBeCloseToArray([possible.length, root, 1], { rtol: 1e-5 });
      for (const { coverage } of densities) expect(total(coverage) / possible.length).toBeCloseTo(1, 5);
    }
  });

  it("is symmetric where the process is: mess3 in a mirror", () => {
    const projection = createTensor(Float64Array.of(2, 38, 20, 28, 28, 2), [2, 3]);
    for (const beta of [0, 0.1]) {
      const { weight } = beliefDensity(mess3({ x: 0.05, a: 0.85 }), { depth: 9, projection, width, height, beta });
      const mirrored = weight.map((_, pixel) => weight[pixel + width - 1 - 2 * (pixel % width)]!);
      expect(weight).toBeCloseToArray(mirrored, { atol: 0.02, rtol: 1e-3 });
    }
  });

  it("shows a part as it is in the whole, and nothing where there is nothing", () => {
    const hmm = circle3();
    const colors = colorsOf(3);
    const projection = cornersOf(3);
    const shifted = { shape: [2, 3], data: projection.data.map((value, k) => value - (k < 3 ? 11 : 9)) };
    const sums = (one: { weight: Float32Array; coverage: Float32Array; color?: Float32Array }): Float32Array[] => [
      one.weight,
      one.coverage,
      ...(one.color ? [one.color] : []),
    ];
    for (const beta of [0, 0.5]) {
      for (const more of [{}, { colors }]) {
        const whole = sums(beliefDensity(hmm, { depth: 7, projection, width, height, beta, ...more }));
        const part = sums(beliefDensity(hmm, { depth: 7, projection: shifted, width: 15, height: 8, beta, ...more }));
        part.forEach((values, k) => {
          const channels = k < 2 ? 1 : 3;
          const cut = values.map((_, i) => {
            const pixel = Math.floor(i / channels);
            return whole[k]![channels * ((Math.floor(pixel / 15) + 9) * width + (pixel % 15) + 11) + (i % channels)]!;
          });
          expect(total(cut.map(Math.abs))).toBeGreaterThan(1);
          expect(values).toBeCloseToArray(cut, { atol: 0.01, rtol: 1e-3 });
        });
      }
    }
    const far = { shape: [2, 3], data: projection.data.map((value) => value + 1000) };
    expect(total(beliefDensity(hmm, { depth: 7, projection: far, width, height, beta: 0 }).weight)).toBe(0);
  });

  it("counts the rarest words too, and never gives NaN", () => {
    const rare = 1e-30;
    const hmm = createHmm({
      labeledTransitions: [
        [
          [1 - rare, 0],
          [0.25, 0.25],
        ],
        [
          [rare / 2, rare / 2],
          [0, 0.5],
        ],
      ],
    });
    const options = { depth: 12, projection: createTensor(Float64Array.of(3, 37, 15, 15), [2, 2]), width, height };
    for (const beta of [0, 0.1, 1]) {
      const { weight, coverage } = beliefDensity(hmm, { ...options, beta });
      expect([...weight, ...coverage].every(Number.isFinite)).toBe(true);
      expect(total(coverage)).toBeCloseTo(2 ** 12, 1);
    }
    expect(total(beliefDensity(hmm, { ...options, beta: 1 }).weight)).toBeCloseTo(1, 5);
  });

  it("writes into the arrays of a density that is no longer needed", () => {
    const hmm = circle3();
    const options = { depth: 5, projection: cornersOf(3), width, height, beta: 0.5, colors: colorsOf(3) };
    const fresh = beliefDensity(hmm, options);
    const used = beliefDensity(mess3(), options);
    const again = beliefDensity(hmm, { ...options, into: used });
    expect(again).toEqual(fresh);
    expect(
      [again.weight, again.coverage, again.color].every((values, k) => values === Object.values(used)[k + 2]),
    ).toBe(true);
    const counts = beliefDensity(hmm, { ...options, beta: 0, into: again });
    expect(counts.weight).toBe(counts.coverage);
    const weights = beliefDensity(hmm, { ...options, into: counts });
    expect(weights.weight).toEqual(fresh.weight);
    expect(weights.weight).not.toBe(weights.coverage);
    expect(() => beliefDensity(hmm, { ...options, width: 50, into: weights })).toThrow(
      "beliefDensity: into must be 50 by 30, got 40 by 30",
    );
  });

  it("rejects what does not fit", () => {
    const options = { depth: 3, projection: cornersOf(3), width, height, beta: 0 };
    const density = (changes: object) => () => beliefDensity(mess3(), { ...options, ...changes });
    expect(density({ depth: -1 })).toThrow("beliefDensity: depth must be a non-negative integer, got -1");
    expect(density({ depth: 16 })).toThrow("beliefDensity: depth must be at most 15 for at most 2^24 words, got 16");
    expect(density({ projection: cornersOf(2) })).toThrow("projection must have shape [2, 3], got [2, 2]");
    expect(density({ colors: cornersOf(3) })).toThrow("beliefDensity: colors must have shape [3, 3], got [2, 3]");
    expect(density({ projection: createTensor(new Float64Array(6).fill(NaN), [2, 3]) })).toThrow("finite, got NaN");
    expect(density({ width: 2.5 })).toThrow("width and height must be positive integers, got 2.5 and 30");
    expect(density({ width: 10_000, height: 10_000 })).toThrow("(width + 3) (height + 3) must be at most 2^23");
    expect(density({ beta: 1.5 })).toThrow("beliefDensity: beta must be in [0, 1], got 1.5");
    expect(() => beliefDensity(moon(), { ...options, projection: cornersOf(moon().numStates) })).toThrow(
      "beliefDensity: hmm must be a proper HMM, got moon",
    );
  });

  it("gives the same where WebAssembly is refused", async () => {
    const hmm = circle3();
    const options = { depth: 6, projection: cornersOf(3), width, height, beta: 0.5, colors: colorsOf(3) };
    const { weight, coverage, color } = beliefDensity(hmm, options);
    vi.resetModules();
    vi.stubGlobal("WebAssembly", undefined);
    const plain = (await import("../index.ts")).beliefDensity(hmm, options);
    expect(plain.weight).toBeCloseToArray(weight, { rtol: 1e-5, atol: 1e-6 });
    expect(plain.coverage).toBeCloseToArray(coverage, { rtol: 1e-5, atol: 1e-6 });
    expect(plain.color).toBeCloseToArray(color, { rtol: 1e-5, atol: 1e-5 });
  });
});

describe("kernelSplat(halves, beta, box, target)", () => {
  /** Both from the same halves, in a box that all words fit into or not. */
  function expectPlainSteps(hmm: Hmm, depth: number, beta: number, isClipped: boolean): void {
    const n = hmm.numStates;
    const [projection, colors] = [cornersOf(n).data, colorsOf(n).data];
    const box: PictureBox = isClipped
      ? { left: 0, top: 0, width: 25, height: 19, isClipped }
      : { left: 2, top: 1, width: 37, height: 28, isClipped };
    for (const withColors of [false, true]) {
      const readouts = Float64Array.from({ length: n * (withColors ? 6 : 3) }, (_, k) => {
        const [state, column] = [Math.floor(k / (withColors ? 6 : 3)), k % (withColors ? 6 : 3)];
        if (column >= 3) return colors[3 * state + column - 3]!;
        return column === 2 ? 1 : projection[column * n + state]! + 0.5 - (column === 0 ? box.left : box.top);
      });
      const halves = wordHalves(hmm, depth, readouts, beta);
      const [kernel, plain] = [0, 1].map((): SplatTarget => {
        const coverage = new Float32Array(1200);
        const weight = beta === 0 ? coverage : new Float32Array(1200);
        return { width, weight, coverage, color: withColors ? new Float32Array(3600) : null };
      }) as [SplatTarget, SplatTarget];
      expect(kernelSplat(halves, beta, box, kernel)).toBe(true);
      splatWords(halves, beta, box, plain);
      const words = total(plain.coverage);
      expect(kernel.coverage).toBeCloseToArray(plain.coverage, { rtol: 1e-5, atol: 1e-7 * words });
      expect(kernel.weight).toBeCloseToArray(plain.weight, { rtol: 1e-5, atol: 1e-7 * total(plain.weight) });
      if (kernel.color) expect(kernel.color).toBeCloseToArray(plain.color!, { rtol: 1e-5, atol: 1e-6 * words });
    }
  }

  it("equals the plain steps to 1e-5 at every pixel", () => {
    for (const [n, v, depth] of [
      [1, 2, 3],
      [2, 2, 9],
      [2, 1, 5],
      [3, 3, 7],
      [3, 10, 3],
      [4, 2, 8],
      [7, 3, 5],
      [8, 300, 1],
    ] as const) {
      const hmm = randomHmm({ n, v, temperature: 2, seed: n });
      for (const beta of [0, 0.1, 1]) {
        for (const isClipped of [false, true]) expectPlainSteps(hmm, depth, beta, isClipped);
      }
    }
    expectPlainSteps(mess3({ x: 0.05, a: 0.85 }), 0, 0.5, false);
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true }), fc.double({ min: 0, max: 1, noNaN: true }), (hmm, beta) =>
        expectPlainSteps(hmm, 5, beta, false),
      ),
      { seed: 1, numRuns: 25 },
    );
  });
});
