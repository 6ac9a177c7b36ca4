import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHmm, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circle3,
  coin,
  even,
  expectedTransitions,
  fanizza,
  type Hmm,
  logLikelihood,
  mixture,
  padTokens,
  pairwisePosteriors,
  randomHmm,
  rrxor,
  sampleTokens,
  smoothBeliefs,
  viterbiPath,
} from "../src/index.ts";
import { everyPath, shareOfPaths } from "./every-path.ts";

/** Processes without symmetry and with zeros, each with ragged words that it can produce. */
const cases: readonly (readonly [Hmm, number[][]])[] = [
  [circle3(), [[0, 2, 1, 1, 0], [2], [], [1, 2, 0, 0]]],
  [randomHmm({ n: 4, v: 2, seed: 3 }), [[0, 1, 1, 0], [], [1, 1, 1, 0, 0]]],
  [
    even({ p: 0.3 }),
    [
      [1, 1, 0, 1],
      [1, 1, 1],
      [0, 0],
    ],
  ],
  [rrxor(), [[1, 0, 1, 1, 0], [0, 1]]], // prettier-ignore
];

/** Every word of an arbitrary process that it can produce, up to a length, as one ragged batch. */
function possibleWords(hmm: Hmm, length: number): number[][] {
  let layer: number[][] = [[]];
  const words: number[][] = [[]];
  for (let i = 0; i < length; i++) {
    layer = layer.flatMap((word) => Array.from({ length: hmm.numTokens }, (_, token) => [...word, token]));
    words.push(...layer.filter((word) => probabilityByHiddenPaths(hmm, word) > 0));
  }
  return words;
}

function forArbitraryWords(check: (hmm: Hmm, words: number[][]) => void): void {
  for (const [hmm, words] of cases) check(hmm, words);
  const arbitrary = arbitraryHmm({ maxStates: 3, zeros: true });
  fc.assert(
    fc.property(arbitrary, (hmm) => {
      check(hmm, possibleWords(hmm, 3));
    }),
    { seed: 2, numRuns: 40 },
  );
}

function states(hmm: Hmm): number[] {
  return Array.from({ length: hmm.numStates }, (_, state) => state);
}

describe("smoothBeliefs(hmm, tokens, {lengths})", () => {
  it("is the share of hidden paths that are in each state after each token, and before the first", () => {
    forArbitraryWords((hmm, words) => {
      const { tokens, lengths } = padTokens(words);
      const { beliefs, initialBeliefs, logLikelihood: nats } = smoothBeliefs(hmm, tokens, { lengths });
      const row = (data: Float64Array, index: number): Float64Array =>
        data.subarray(index * hmm.numStates, (index + 1) * hmm.numStates);
      words.forEach((word, sequence) => {
        const paths = everyPath(hmm, word);
        const posterior = (time: number): number[] =>
          states(hmm).map((state) => shareOfPaths(paths, (path) => path[time] === state));
        expect(row(initialBeliefs.data, sequence)).toBeCloseToArray(posterior(0), { atol: 1e-13 });
        for (let t = 0; t < tokens.shape[1]!; t++) {
          const expected = t < word.length ? posterior(t + 1) : states(hmm).map(() => 0);
          expect(row(beliefs.data, sequence * tokens.shape[1]! + t)).toBeCloseToArray(expected, { atol: 1e-13 });
        }
        expect(nats[sequence]).toBeCloseTo(Math.log(probabilityByHiddenPaths(hmm, word)), 11);
      });
    });
  });

  it("stays a probability over 10^6 tokens, also where an unreachable state would explain them far better", () => {
    const coins = mixture([coin({ p: 0.1 }), coin({ p: 0.9 })], [0.5, 0.5]);
    const neverTheSecond = { ...coins, initialBelief: Float64Array.of(1, 0) };
    const tokens = createTensor(new Int32Array(1e6).fill(1), [1, 1e6]);
    const { beliefs, initialBeliefs } = smoothBeliefs(neverTheSecond, tokens);
    expect(initialBeliefs.data).toEqual(Float64Array.of(1, 0));
    expect(beliefs.data.every((entry, i) => entry === (i + 1) % 2)).toBe(true);

    const hmm = even({ p: 0.3 });
    const long = sampleTokens(hmm, { batch: 1, length: 1e6, random: createRandom(3) });
    const smoothed = smoothBeliefs(hmm, long);
    for (const t of [0, 1, 500_000, 999_999]) {
      const [a, b] = smoothed.beliefs.data.subarray(2 * t, 2 * t + 2);
      expect(a! + b!).toBeCloseTo(1, 12);
    }
    // The even process is synchronised by its first 0, in both directions.
    const sure = smoothed.beliefs.data.filter((entry) => Math.abs(entry) < 1e-9 || Math.abs(entry - 1) < 1e-9);
    expect(sure.length).toBeGreaterThan(2e6 - 200);
    expect(smoothed.logLikelihood).toBeCloseToArray(logLikelihood(hmm, long), { rtol: 1e-14 });
  });
});

describe("pairwisePosteriors(hmm, tokens, {lengths})", () => {
  it("is the share of hidden paths that take each step", () => {
    forArbitraryWords((hmm, words) => {
      const { tokens, lengths } = padTokens(words);
      const posteriors = pairwisePosteriors(hmm, tokens, { lengths });
      const [, length] = tokens.shape;
      expect(posteriors.shape).toEqual([words.length, length, hmm.numStates, hmm.numStates]);
      const expected = words.flatMap((word) => {
        const paths = everyPath(hmm, word);
        return Array.from({ length: length! }, (_, t) =>
          states(hmm).map((from) =>
            states(hmm).map((to) =>
              t < word.length ? shareOfPaths(paths, (path) => path[t] === from && path[t + 1] === to) : 0,
            ),
          ),
        ).flat(2);
      });
      expect(posteriors.data).toBeCloseToArray(expected, { atol: 1e-13 });
    });
  });
});

describe("expectedTransitions(hmm, tokens, {lengths})", () => {
  it("is the sum of the pairwise posteriors by token, and of the initial beliefs", () => {
    forArbitraryWords((hmm, words) => {
      const { tokens, lengths } = padTokens(words);
      const expected = new Float64Array(hmm.labeledTransitions.length);
      const initial = new Float64Array(hmm.numStates);
      let nats = 0;
      for (const word of words) {
        const paths = everyPath(hmm, word);
        const total = probabilityByHiddenPaths(hmm, word);
        nats += Math.log(total);
        for (const { states: path, probability } of paths) {
          initial[path[0]!]! += probability / total;
          word.forEach((token, t) => {
            expected[(token * hmm.numStates + path[t]!) * hmm.numStates + path[t + 1]!]! += probability / total;
          });
        }
      }
      const counts = expectedTransitions(hmm, tokens, { lengths });
      expect(counts.transitions.data).toBeCloseToArray(expected, { atol: 1e-11 });
      expect(counts.initialStates).toBeCloseToArray(initial, { atol: 1e-11 });
      expect(counts.logLikelihood).toBeCloseTo(nats, 9);
    });
  });
});

describe("viterbiPath(hmm, tokens, {lengths})", () => {
  it("is the most probable of all hidden paths", () => {
    forArbitraryWords((hmm, words) => {
      const { tokens, lengths } = padTokens(words);
      const path = viterbiPath(hmm, tokens, { lengths });
      words.forEach((word, sequence) => {
        const paths = everyPath(hmm, word);
        const best = Math.max(...paths.map(({ probability }) => probability));
        const row = path.states.data.subarray(sequence * tokens.shape[1]!, (sequence + 1) * tokens.shape[1]!);
        const found = [path.initialStates[sequence]!, ...row.subarray(0, word.length)];
        const { probability } = paths.find(({ states: other }) => other.every((state, t) => state === found[t]))!;
        expect(probability / best).toBeCloseTo(1, 12);
        expect(path.logProbability[sequence]).toBeCloseTo(Math.log(best), 11);
        expect(row.subarray(word.length).every((state) => state === -1)).toBe(true);
      });
    });
  });

  it("takes the lowest state of equally probable ones, from the end on", () => {
    const alike = { ...coin(), numStates: 3, initialBelief: new Float64Array(3).fill(1 / 3) };
    const labeledTransitions = new Float64Array(18).fill(1 / 6);
    const path = viterbiPath({ ...alike, labeledTransitions }, createTensor(Int32Array.of(0, 1, 1), [1, 3]));
    expect([...path.initialStates, ...path.states.data]).toEqual([0, 0, 0, 0]);
  });

  it("finds the one path of a process that shows its states, over 10^6 tokens", () => {
    const hmm = even({ p: 0.3 });
    const tokens = sampleTokens(hmm, { batch: 1, length: 1e6, random: createRandom(4) });
    const { states: path, initialStates, logProbability } = viterbiPath(hmm, tokens);
    const possible = path.data.every((to, t) => {
      const from = t === 0 ? initialStates[0]! : path.data[t - 1]!;
      return hmm.labeledTransitions[(tokens.data[t]! * 2 + from) * 2 + to]! > 0;
    });
    expect(possible).toBe(true);
    // From its first 0 on the path is certain, so that only the start can cost something.
    expect(logProbability[0]! - logLikelihood(hmm, tokens)[0]!).toBeGreaterThan(-Math.log(2) - 1e-6);
  });
});

describe("ragged batches", () => {
  it("read nothing beyond the lengths", () => {
    const tokens = createTensor(Int32Array.of(0, 1, -1, 2, 9, 9), [2, 3]);
    const lengths = Int32Array.of(2, 1);
    const apart = [[0, 1], [2]].map((word) => logLikelihood(circle3(), padTokens([word]).tokens)[0]!);
    expect(logLikelihood(circle3(), tokens, { lengths })).toEqual(Float64Array.from(apart));
    expect(() => logLikelihood(circle3(), tokens, { lengths: Int32Array.of(2, 2) })).toThrow(
      "logLikelihood: tokens must be in [0, 3), got 9 at sequence 1, position 1",
    );
  });

  it("must fit the tokens", () => {
    const { tokens } = padTokens([[0, 1], [0]]);
    expect(() => smoothBeliefs(even(), tokens, { lengths: Int32Array.of(2) })).toThrow(
      "smoothBeliefs: lengths must have shape [2], got [1]",
    );
    expect(() => smoothBeliefs(even(), tokens, { lengths: Int32Array.of(2, 3) })).toThrow(
      "smoothBeliefs: lengths[1] must be in [0, 2], got 3",
    );
    expect(() => padTokens([[0], [0, 1.5]])).toThrow(
      "padTokens: tokens must be non-negative integers, got 1.5 at sequence 1, position 1",
    );
    expect(padTokens([])).toEqual({ tokens: { shape: [0, 0], data: new Int32Array(0) }, lengths: new Int32Array(0) });
  });
});

describe("functions that look back", () => {
  const functions = { smoothBeliefs, pairwisePosteriors, expectedTransitions, viterbiPath };

  it("name the first impossible token", () => {
    const { tokens, lengths } = padTokens([[0], [0, 1, 0]]);
    for (const [name, look] of Object.entries(functions)) {
      expect(() => look(even(), tokens, { lengths })).toThrow(
        `${name}: tokens must be possible under the process, got 0 with probability 0 at sequence 1, position 2`,
      );
    }
  });

  it("refuse signed processes and say why", () => {
    for (const [name, look] of Object.entries(functions)) {
      expect(() => look(fanizza(), padTokens([[0, 1]]).tokens)).toThrow(
        `${name}: hmm must be a proper HMM, got fanizza with a rightVector (its entries may be negative, so its states ` +
          "have no probabilities; filtering and likelihood work)",
      );
    }
  });
});
