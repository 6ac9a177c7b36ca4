import { createTensor, type Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHmm, jointByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { stepForward } from "./forward-recursion.ts";
import {
  backwardVectors,
  circle3,
  createHmm,
  even,
  fanizza,
  filterBeliefs,
  goldenMean,
  type Hmm,
  moon,
  padTokens,
  randomHmm,
  sampleTokens,
  smoothBeliefs,
  viterbiPath,
  wordProbability,
} from "../index.ts";

/** Compares beliefs and log-likelihoods of sampled words with the sum over all hidden paths. */
function expectHiddenPaths(hmm: Hmm): void {
  const [batch, length] = [3, 5];
  const tokens = sampleTokens(hmm, { batch, length, random: createRandom(1) });
  const { beliefs, logLikelihood } = filterBeliefs(hmm, tokens);
  expect(beliefs.shape).toEqual([batch, length, hmm.numStates]);
  for (let sequence = 0; sequence < batch; sequence++) {
    for (let position = 0; position < length; position++) {
      const row = sequence * length + position;
      const word = Array.from(tokens.data.subarray(sequence * length, row + 1));
      const joint = jointByHiddenPaths(hmm, word);
      const total = joint.reduce((sum, p) => sum + p, 0);
      const belief = beliefs.data.subarray(row * hmm.numStates, (row + 1) * hmm.numStates);
      expect(belief).toBeCloseToArray(
        joint.map((p) => p / total),
        { atol: 1e-13 },
      );
      if (position === length - 1) expect(logLikelihood[sequence]).toBeCloseTo(Math.log(total), 12);
    }
  }
}

/** Compares with `stepForward`, which knows no kernel. */
function expectPlainRecursion(hmm: Hmm, tokens: Tensor<Int32Array>): void {
  const [batch, length] = tokens.shape as [number, number];
  const found = filterBeliefs(hmm, tokens);
  const finalBeliefs = Float64Array.from(
    { length: batch * hmm.numStates },
    (_, k) => hmm.initialBelief[k % hmm.numStates]!,
  );
  const beliefs = new Float64Array(found.beliefs.data.length);
  const pass = { caller: "test", hmm, tokens, lengths: new Int32Array(batch).fill(length), finalBeliefs, beliefs };
  const logLikelihood = Array.from({ length: batch }, (_, sequence) => stepForward(pass, sequence, 0, length));
  expect(found.beliefs.data).toBeCloseToArray(beliefs, { rtol: 1e-12, atol: 1e-250 });
  expect(found.finalBeliefs.data).toBeCloseToArray(finalBeliefs, { rtol: 1e-12, atol: 1e-250 });
  expect(found.logLikelihood).toBeCloseToArray(logLikelihood, { rtol: 1e-12, atol: 1e-12 });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("filterBeliefs(hmm, tokens)", () => {
  it("row t is P(state | tokens[0..t]): the sum over all hidden paths, normalised", () => {
    expectHiddenPaths(circle3());
    expectHiddenPaths(randomHmm({ n: 4, v: 2, seed: 9 }));
    fc.assert(fc.property(arbitraryHmm({ zeros: true }), expectHiddenPaths), { seed: 1, numRuns: 50 });
  });

  it("names the first impossible token, few or many tokens in", () => {
    const tokens = createTensor(Int32Array.of(0, 0, 0, 0, 1, 0), [2, 3]);
    expect(() => filterBeliefs(even(), tokens)).toThrow(
      "filterBeliefs: tokens must be possible under the process, got 0 with probability 0 at sequence 1, position 2",
    );
    const long = createTensor(new Int32Array(2e4), [2, 1e4]);
    long.data.set([1, 0], 1e4 + 9001);
    expect(() => filterBeliefs(even(), long)).toThrow("got 0 with probability 0 at sequence 1, position 9002");
  });

  it("equals the plain recursion, to 1e-12 relative, at every size", () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 16, 17, 31, 32, 34, 35]) {
      const hmm = randomHmm({ n, v: 3, temperature: 3, seed: n });
      expectPlainRecursion(hmm, sampleTokens(hmm, { batch: 3, length: 2000, random: createRandom(n) }));
    }
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true }), (hmm) =>
        expectPlainRecursion(hmm, sampleTokens(hmm, { batch: 2, length: 1500, random: createRandom(1) })),
      ),
      { seed: 1, numRuns: 20 },
    );
  });

  it("holds a belief that its tokens bring back from 1e-250", () => {
    // Each 0 makes the second state ten times less likely, each 1 ten times more: 240 decades down and up again.
    const coins = createHmm({
      labeledTransitions: [
        [
          [0.5, 0],
          [0, 0.05],
        ],
        [
          [0.05, 0],
          [0, 0.5],
        ],
        [
          [0.45, 0],
          [0, 0.45],
        ],
      ],
      initialBelief: [0.5, 0.5],
    });
    const downAndUp = Int32Array.from({ length: 1000 }, (_, t) => (t < 480 ? Number(t >= 240) : 2));
    const { finalBeliefs, logLikelihood } = filterBeliefs(coins, createTensor(downAndUp, [1, 1000]));
    expect(finalBeliefs.data).toBeCloseToArray([0.5, 0.5], { rtol: 1e-12 });
    expect(logLikelihood[0]).toBeCloseTo(240 * (Math.log(0.5) + Math.log(0.05)) + 520 * Math.log(0.45), 8);
  });

  it("takes a token of probability 1e-300 for possible", () => {
    const rare = createHmm({ labeledTransitions: [[[1 - 1e-300]], [[1e-300]]] });
    const tokens = createTensor(new Int32Array(3000), [1, 3000]);
    tokens.data.set([1, 1, 1], 1500);
    expect(filterBeliefs(rare, tokens).logLikelihood[0]).toBeCloseTo(3 * Math.log(1e-300), 9);
  });

  it("reads ragged sequences as it reads each alone, and leaves 0 behind their ends", () => {
    const hmm = circle3();
    const words = [0, 1, 7, 900, 3].map(
      (length, k) => sampleTokens(hmm, { batch: 1, length, random: createRandom(k) }).data,
    );
    const { tokens, lengths } = padTokens(words);
    const { beliefs, finalBeliefs, logLikelihood } = filterBeliefs(hmm, tokens, { lengths });
    words.forEach((word, sequence) => {
      const alone = filterBeliefs(hmm, createTensor(word, [1, word.length]));
      const row = beliefs.data.subarray(sequence * 900 * 3, (sequence + 1) * 900 * 3);
      expect(row.subarray(0, 3 * word.length)).toBeCloseToArray(alone.beliefs.data, { atol: 1e-14 });
      expect(row.subarray(3 * word.length).every((entry) => entry === 0)).toBe(true);
      expect(finalBeliefs.data.subarray(3 * sequence, 3 * sequence + 3)).toBeCloseToArray(alone.finalBeliefs.data, {
        atol: 1e-14,
      });
      expect(logLikelihood[sequence]).toBeCloseTo(alone.logLikelihood[0]!, 11);
    });
  });

  it("reads a stream in chunks as in one piece, signed processes too", () => {
    for (const hmm of [circle3(), moon(), randomHmm({ n: 20, v: 2, seed: 4 })]) {
      const tokens = sampleTokens(hmm, { batch: 2, length: 1200, random: createRandom(5) });
      const whole = filterBeliefs(hmm, tokens);
      const logLikelihood = new Float64Array(2);
      let from: Tensor | undefined;
      for (const [begin, end] of [
        [0, 1],
        [1, 1],
        [1, 700],
        [700, 1200],
      ] as const) {
        const data = Int32Array.from(
          { length: 2 * (end - begin) },
          (_, k) => tokens.data[(k < end - begin ? 0 : 1200 - end + begin) + begin + k]!,
        );
        const chunk = filterBeliefs(hmm, createTensor(data, [2, end - begin]), { from });
        chunk.logLikelihood.forEach((nats, sequence) => (logLikelihood[sequence]! += nats));
        from = chunk.finalBeliefs;
      }
      expect(from!.data).toBeCloseToArray(whole.finalBeliefs.data, { atol: 1e-12 });
      expect(logLikelihood).toBeCloseToArray(whole.logLikelihood, { rtol: 1e-13 });
    }
  });

  it("names a token out of range among many, but reads none beyond a sequence's end", () => {
    const tokens = createTensor(new Int32Array(6000), [2, 3000]);
    for (const [wrong, index] of [
      [3, 4000],
      [-1, 5999],
      [2 ** 31 - 1, 1],
    ] as const) {
      const data = tokens.data.slice();
      data[index] = wrong;
      const place = `sequence ${Math.floor(index / 3000)}, position ${index % 3000}`;
      expect(() => filterBeliefs(circle3(), createTensor(data, [2, 3000]))).toThrow(
        `filterBeliefs: tokens must be in [0, 3), got ${wrong} at ${place}`,
      );
    }
    tokens.data.fill(-7, 5000);
    const { beliefs } = filterBeliefs(circle3(), tokens, { lengths: Int32Array.of(3000, 2000) });
    expect(beliefs.data.subarray(3 * 5000).every((entry) => entry === 0)).toBe(true);
  });

  it("rejects tokens of another type, and a shape that does not fit them", () => {
    const halves = createTensor(Float64Array.of(0, 1.7, NaN), [1, 3]) as unknown as Tensor<Int32Array>;
    expect(() => filterBeliefs(circle3(), halves)).toThrow(
      "filterBeliefs: tokens must hold an Int32Array, got [object Float64Array]",
    );
    expect(() => filterBeliefs(circle3(), { shape: [2, 5], data: Int32Array.of(0, 1, 2) })).toThrow(
      "filterBeliefs: tokens must have 10 entries, got 3",
    );
  });

  it("never finds tokens more than certain: one-token processes, by kernels and in plain steps", () => {
    for (let seed = 1; seed <= 12; seed++) {
      for (const n of [2, 3, 5, 16]) {
        const hmm = randomHmm({ n, v: 1, seed });
        for (const length of [3, 1000]) {
          const tokens = createTensor(new Int32Array(length), [1, length]);
          for (const { logLikelihood } of [filterBeliefs(hmm, tokens), smoothBeliefs(hmm, tokens)]) {
            expect(logLikelihood[0]).toBeLessThanOrEqual(0);
            expect(logLikelihood[0]).toBeGreaterThan(-1e-11);
          }
        }
        expect(wordProbability(hmm, new Array(50).fill(0))).toBeLessThanOrEqual(1);
      }
    }
  });

  it("writes into a given array", () => {
    const tokens = createTensor(new Int32Array(6), [2, 3]);
    const into = new Float64Array(18).fill(9);
    const { beliefs } = filterBeliefs(circle3(), tokens, { into, lengths: Int32Array.of(3, 1) });
    expect(beliefs.data).toBe(into);
    expect(into).toEqual(filterBeliefs(circle3(), tokens, { lengths: Int32Array.of(3, 1) }).beliefs.data);
    expect(() => filterBeliefs(circle3(), tokens, { into: new Float64Array(17) })).toThrow(
      "filterBeliefs: into must have 18 entries, got 17",
    );
    expect(() => filterBeliefs(circle3(), tokens, { into: new Float32Array(18) as unknown as Float64Array })).toThrow(
      new TypeError("filterBeliefs: into must be a Float64Array, got [object Float32Array]"),
    );
  });

  it("rejects beliefs to start from that do not fit", () => {
    const tokens = createTensor(Int32Array.of(0, 1), [1, 2]);
    const from = createTensor(Float64Array.of(1, 0), [1, 2]);
    expect(() => filterBeliefs(circle3(), tokens, { from })).toThrow(
      "filterBeliefs: from must have shape [1, 3], got [1, 2]",
    );
    expect(() => filterBeliefs(goldenMean(), tokens, { from: createTensor(Float64Array.of(NaN, 1), [1, 2]) })).toThrow(
      "filterBeliefs: from[0] must be finite, got NaN",
    );
    const refuses = (hmm: Hmm, ...rows: number[]) =>
      expect(() => filterBeliefs(hmm, tokens, { from: createTensor(Float64Array.from(rows), [1, hmm.numStates]) }));
    refuses(goldenMean(), 2, 0).toThrow("filterBeliefs: from must sum to 1, got 2");
    refuses(goldenMean(), 1.5, -0.5).toThrow("filterBeliefs: from[1] must not be negative, got -0.5");
    refuses(fanizza(), 1, 1, 0, 0).toThrow("filterBeliefs: from must sum to 1 with the rightVector, got 2");
    const floats = createTensor(Float32Array.of(1, 0), [1, 2]) as unknown as Tensor;
    expect(() => filterBeliefs(goldenMean(), tokens, { from: floats })).toThrow(
      new TypeError("filterBeliefs: from must be a Float64Array, got [object Float32Array]"),
    );
    const short = { shape: [1, 2], data: Float64Array.of(1) };
    expect(() => filterBeliefs(goldenMean(), tokens, { from: short })).toThrow("from must have shape [2], got [1]");
  });

  it("takes its own final beliefs to start from, whatever rounding left of their sum", () => {
    for (const hmm of [randomHmm({ n: 40, v: 3, seed: 1 }), fanizza(), moon()]) {
      let from = { shape: [1, hmm.numStates], data: hmm.initialBelief };
      for (let chunk = 0; chunk < 20; chunk++) {
        const tokens = sampleTokens(
          { ...hmm, initialBelief: from.data },
          { batch: 1, length: 500, random: createRandom(chunk) },
        );
        from = filterBeliefs(hmm, tokens, { from }).finalBeliefs as typeof from;
      }
      expect(from.data.every(Number.isFinite)).toBe(true);
    }
  });

  it("says of a step that underflows that it is not impossible, but too improbable", () => {
    const rare = createHmm({
      labeledTransitions: [[[1 - 1e-200, 0], [0, 1 - 1e-200]], [[0, 0], [0, 1e-200]]], // prettier-ignore
      initialBelief: [1, 1e-200],
    });
    const tokens = createTensor(Int32Array.of(0, 1), [1, 2]);
    expect(viterbiPath(rare, tokens).logProbability[0]).toBeCloseTo(-400 * Math.LN10, 9);
    for (const read of [filterBeliefs, smoothBeliefs, backwardVectors]) {
      expect(() => read(rare, tokens)).toThrow(
        "tokens must be possible under the process, got 1 with a probability below 2.2e-308 at sequence 0, position 1",
      );
    }
    expect(() => filterBeliefs(rare, createTensor(Int32Array.of(1, 0), [1, 2]))).toThrow("position 0");
  });

  it("gives the same where WebAssembly is refused", async () => {
    const hmm = randomHmm({ n: 5, v: 3, seed: 2 });
    const tokens = sampleTokens(hmm, { batch: 2, length: 1000, random: createRandom(1) });
    const { beliefs, logLikelihood } = filterBeliefs(hmm, tokens);
    vi.resetModules();
    vi.stubGlobal("WebAssembly", undefined);
    const plain = await import("../index.ts");
    expect(plain.sampleTokens(hmm, { batch: 2, length: 1000, random: createRandom(1) }).data).toEqual(tokens.data);
    expect(plain.filterBeliefs(hmm, tokens).beliefs.data).toBeCloseToArray(beliefs.data, { rtol: 1e-12 });
    expect(plain.filterBeliefs(hmm, tokens).logLikelihood).toBeCloseToArray(logLikelihood, { rtol: 1e-13 });
  });
});
