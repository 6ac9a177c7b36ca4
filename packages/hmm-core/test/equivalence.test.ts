import { symmetricEigen } from "@beliefscope/tensor/linalg";
import { arbitraryHmm, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  blochWalk,
  circle3,
  coin,
  createHmm,
  equivalentProcesses,
  even,
  fanizza,
  fromTransitionEmission,
  goldenMean,
  type Hmm,
  markov,
  mess3,
  messN,
  minimalRealization,
  mixture,
  moon,
  processChecks,
  processes,
  product,
  randomHmm,
  rrxor,
  sns,
  trap2,
  withEmissionOn,
  wordProbability,
  z1r,
} from "../src/index.ts";

function wordsUpTo(numTokens: number, length: number): number[][] {
  const words: number[][] = [[]];
  for (const word of words) {
    if (word.length < length) for (let token = 0; token < numTokens; token++) words.push([...word, token]);
  }
  return words;
}

/** The golden mean process with each state doubled and the doubles told apart at random: four states, the same law. */
const doubledGoldenMean = createHmm({
  labeledTransitions: [
    [[0.1, 0.4, 0, 0], [0.25, 0.25, 0, 0], [0.3, 0.7, 0, 0], [1, 0, 0, 0]],
    [[0, 0, 0.2, 0.3], [0, 0, 0.5, 0], [0, 0, 0, 0], [0, 0, 0, 0]],
  ],
}); // prettier-ignore

/** The same process with its states renumbered: state i becomes order[i]. */
function renumbered(hmm: Hmm, order: readonly number[]): Hmm {
  const { numTokens, numStates: n } = hmm;
  const data = new Float64Array(hmm.labeledTransitions.length);
  const initialBelief = new Float64Array(n);
  for (let from = 0; from < n; from++) {
    initialBelief[order[from]!] = hmm.initialBelief[from]!;
    for (let token = 0; token < numTokens; token++) {
      for (let to = 0; to < n; to++) {
        data[(token * n + order[from]!) * n + order[to]!] = hmm.labeledTransitions[(token * n + from) * n + to]!;
      }
    }
  }
  return createHmm({ labeledTransitions: { shape: [numTokens, n, n], data }, initialBelief });
}

function reversed(hmm: Hmm): Hmm {
  const n = hmm.numStates;
  const data = hmm.labeledTransitions.map((_, k) => {
    const [to, from] = [k % n, Math.floor(k / n) % n];
    const matrix = k - (k % (n * n));
    return (hmm.labeledTransitions[matrix + to * n + from]! * hmm.initialBelief[to]!) / hmm.initialBelief[from]!;
  });
  return createHmm({ labeledTransitions: { shape: [hmm.numTokens, n, n], data } });
}

const arbitrarySmall = arbitraryHmm({ zeros: true, maxStates: 3, maxTokens: 2 });

describe("equivalentProcesses(a, b)", () => {
  it("holds for every presentation of one law", () => {
    const equal: [Hmm, Hmm][] = [
      [mess3(), messN({ n: 3 })],
      [circle3(), withEmissionOn(circle3(), "arrival")],
      [doubledGoldenMean, goldenMean()],
      [mixture([rrxor(), rrxor()], [0.3, 0.7]), rrxor()],
      [product([coin({ p: 0.5 }), coin({ p: 0.5 })]), createHmm({ labeledTransitions: [[[0.25]], [[0.25]], [[0.25]], [[0.25]]] })], // prettier-ignore
      [fanizza({ alpha: 1, lambda: 0.3 }), fanizza({ alpha: 1 + 2 * Math.PI, lambda: 0.3 })],
      [reversed(rrxor()), renumbered(reversed(rrxor()), [3, 0, 4, 1, 2])],
      [messN({ x: 0.2, a: 1 / 3 }), createHmm({ labeledTransitions: [[[1 / 3]], [[1 / 3]], [[1 / 3]]] })],
    ];
    for (const [a, b] of equal) expect(equivalentProcesses(a, b)).toEqual({ equivalent: true });
  });

  it("tells circle3 from messN, whose words it has only in a rotating frame, by a shortest word", () => {
    const verdict = equivalentProcesses(circle3(), messN({ n: 3 }));
    expect(verdict).toMatchObject({ equivalent: false, witness: [0, 0] });
    if (verdict.equivalent) return;
    expect(verdict.probabilities[1]).toBeCloseTo(0.2245625, 12);
    expect(verdict.probabilities[0]).toBeCloseTo(probabilityByHiddenPaths(circle3(), [0, 0]), 12);
  });

  it("sees the direction of time where there is one", () => {
    expect(equivalentProcesses(circle3(), reversed(circle3())).equivalent).toBe(false);
    expect(equivalentProcesses(mess3(), reversed(mess3())).equivalent).toBe(true);
    // Reversed words have reversed probabilities.
    expect(wordProbability(reversed(rrxor({ p1: 0.3 })), [0, 1, 1])).toBeCloseTo(
      wordProbability(rrxor({ p1: 0.3 }), [1, 1, 0]),
      14,
    );
  });

  it("counts the start: another initial belief is another law", () => {
    const { labeledTransitions: data } = even();
    const started = createHmm({ labeledTransitions: { shape: [2, 2, 2], data }, initialBelief: [1, 0] });
    expect(equivalentProcesses(even(), started)).toMatchObject({ equivalent: false, witness: [0] });
  });

  it("finds differences that only long words show", () => {
    const clock = (n: number): Hmm =>
      markov(
        Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => (j === (i + 1) % n ? 1 : 0))),
      );
    // One token 1 in n: two such clocks, started at the same place, differ first when the shorter strikes.
    const striking = (n: number): Hmm =>
      createHmm({
        labeledTransitions: [0, 1].map((token) =>
          Array.from({ length: n }, (_, i) =>
            Array.from({ length: n }, (_unused, j) => (j === (i + 1) % n && (i === n - 1 ? 1 : 0) === token ? 1 : 0)),
          ),
        ),
        initialBelief: Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0)),
      });
    expect(equivalentProcesses(striking(7), striking(9))).toEqual({
      equivalent: false,
      witness: [0, 0, 0, 0, 0, 0, 0],
      probabilities: [0, 1],
    });
    expect(equivalentProcesses(clock(4), renumbered(clock(4), [1, 2, 3, 0]))).toEqual({ equivalent: true });
  });

  it("agrees with counting every word up to length numStates_a + numStates_b", () => {
    fc.assert(
      fc.property(arbitrarySmall, arbitrarySmall, (a, b) => {
        fc.pre(a.numTokens === b.numTokens);
        const words = wordsUpTo(a.numTokens, a.numStates + b.numStates);
        const differing = words.find(
          (word) => Math.abs(probabilityByHiddenPaths(a, word) - probabilityByHiddenPaths(b, word)) > 1e-9,
        );
        const verdict = equivalentProcesses(a, b);
        expect(verdict.equivalent).toBe(differing === undefined);
        if (!verdict.equivalent) expect(verdict.witness).toEqual(differing);
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("refuses processes of other tokens", () => {
    expect(() => equivalentProcesses(coin(), mess3())).toThrow(
      "equivalentProcesses: b must have 2 tokens like a, got 3",
    );
  });

  it("takes a tolerance: what differs by less is one", () => {
    const [a, b] = [goldenMean({ p: 0.5 }), goldenMean({ p: 0.5 + 1e-7 })];
    expect(equivalentProcesses(a, b).equivalent).toBe(false);
    expect(equivalentProcesses(a, b, { tolerance: 1e-6 }).equivalent).toBe(true);
  });
});

describe("minimalRealization(hmm)", () => {
  it.each(processes.map((definition) => [definition.id, definition.create()] as const))(
    "of %s has its words, and |1> = (1, 0, ..., 0)",
    (_, hmm) => {
      const minimal = minimalRealization(hmm);
      expect(minimal.rightVector?.[0]).toBe(1);
      const { numTokens, numStates, labeledTransitions: data, rightVector, initialBelief } = minimal;
      const shape = [numTokens, numStates, numStates];
      expect(() =>
        createHmm({ labeledTransitions: { shape, data }, rightVector: rightVector!, initialBelief }),
      ).not.toThrow();
      expect(equivalentProcesses(minimal, hmm, { tolerance: 1e-8 })).toEqual({ equivalent: true });
      expect(minimalRealization(minimal).numStates).toBe(minimal.numStates);
    },
  );

  it("has the rank of P(past future), all words of up to three or four tokens on both sides", () => {
    const small = [mess3(), circle3(), rrxor(), z1r(), sns(), trap2(), doubledGoldenMean, blochWalk(), moon()];
    for (const hmm of [...small, fanizza({ alpha: 1, lambda: 0.4 }), randomHmm({ n: 4, v: 2, seed: 3 })]) {
      const words = wordsUpTo(hmm.numTokens, hmm.numTokens === 2 ? 4 : 3);
      const probabilities = words.map((past) => words.map((future) => wordProbability(hmm, [...past, ...future])));
      const squared = Float64Array.from(
        words.flatMap((_, i) =>
          words.map((_unused, j) => probabilities[i]!.reduce((sum, p, k) => sum + p * probabilities[j]![k]!, 0)),
        ),
      );
      const { values } = symmetricEigen({ shape: [words.length, words.length], data: squared });
      const rank = values.filter((value) => value > 1e-13 * values.at(-1)!).length; // squares of the singular values
      expect([hmm.name, minimalRealization(hmm).numStates]).toEqual([hmm.name, rank]);
    }
  });

  it("is the smallest of copies, mixtures and unreachable states", () => {
    expect(minimalRealization(doubledGoldenMean).numStates).toBe(2);
    expect(minimalRealization(mixture([circle3(), circle3()], [0.5, 0.5])).numStates).toBe(3);
    expect(minimalRealization(mixture([circle3(), messN({ n: 3 })], [1, 0])).numStates).toBe(3);
    expect(minimalRealization(messN({ x: 0.2, a: 1 / 3 })).numStates).toBe(1);
    expect(minimalRealization(product([z1r(), sns()])).numStates).toBe(6);
  });

  it("has the words of any process", () => {
    fc.assert(
      fc.property(arbitrarySmall, (hmm) => {
        const minimal = minimalRealization(hmm);
        expect(minimal.numStates).toBeLessThanOrEqual(hmm.numStates);
        for (const word of wordsUpTo(hmm.numTokens, 4)) {
          expect(wordProbability(minimal, word)).toBeCloseTo(probabilityByHiddenPaths(hmm, word), 10);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe("processChecks(hmm)", () => {
  it("knows the processes of the literature", () => {
    const facts = (hmm: Hmm) => {
      const { irreducible, period, unifilar, observabilityRank, minimalDimension } = processChecks(hmm);
      return [irreducible, period, unifilar, observabilityRank, minimalDimension];
    };
    expect(facts(z1r())).toEqual([true, 3, true, 3, 3]);
    expect(facts(rrxor())).toEqual([true, 3, true, 5, 5]);
    expect(facts(even())).toEqual([true, 1, true, 2, 2]);
    expect(facts(sns())).toEqual([true, 1, false, 2, 2]);
    expect(facts(mess3())).toEqual([true, 1, false, 3, 3]);
    expect(facts(messN({ x: 0.2, a: 1 / 3 }))).toEqual([true, 1, false, 1, 1]);
    expect(facts(mixture([even(), goldenMean()], [0.5, 0.5]))).toEqual([false, null, true, 4, 4]);
    expect(facts(doubledGoldenMean)).toEqual([true, 1, false, 2, 2]);
    expect(facts(messN({ n: 2, x: 1 }))).toEqual([true, 2, true, 2, 2]);
    expect(
      facts(
        createHmm({
          labeledTransitions: [
            [
              [0, 1],
              [0, 1],
            ],
          ],
        }),
      ),
    ).toEqual([false, null, true, 1, 1]);
  });

  it("says null of hidden states where there are none, and counts dimensions all the same", () => {
    expect(processChecks(moon())).toMatchObject({
      irreducible: null,
      period: null,
      unifilar: null,
      observabilityRank: 3,
    });
    expect(processChecks(fanizza())).toMatchObject({ minimalDimension: 4 });
    expect(processChecks(mess3()).nonNegativeToDepth).toBe(Infinity);
  });

  it("finds the first length at which a signed process gives a word negative probability", () => {
    expect(processChecks(moon(), { depth: 6 }).nonNegativeToDepth).toBe(6);
    const signed = (s: number): Hmm =>
      createHmm({
        rightVector: [1, 0],
        labeledTransitions: [
          [[0.5, 0.25], [0.5, -1]],
          [[0.5, -0.25], [-0.5, 1]],
        ],
        initialBelief: [1, s],
      }); // prettier-ignore
    const negative = (hmm: Hmm): number => wordsUpTo(2, 5).find((word) => wordOf(hmm, word) < -1e-12)?.length ?? 6;
    for (const s of [0, 0.1, 0.5, 0.9, 1.5]) {
      expect(processChecks(signed(s), { depth: 5 }).nonNegativeToDepth).toBe(negative(signed(s)) - 1);
    }
    expect(processChecks(signed(1.5)).nonNegativeToDepth).toBe(0);
  });

  it("refuses depths that are none, or too many words", () => {
    expect(() => processChecks(moon(), { depth: -1 })).toThrow("depth must be a non-negative integer, got -1");
    expect(() => processChecks(moon(), { depth: 20 })).toThrow("depth must leave at most 10^6 words, got 3^20");
    expect(processChecks(fromTransitionEmission([[1]], [[1]], { emitOn: "arrival" })).period).toBe(1);
  });
});

/** pi T[w] |1>, multiplied out entry by entry: no clipping of negative values. */
function wordOf(hmm: Hmm, word: readonly number[]): number {
  const one = hmm.rightVector!;
  const follow = (state: number, position: number): number => {
    if (position === word.length) return one[state]!;
    const row = (word[position]! * hmm.numStates + state) * hmm.numStates;
    return one.reduce((sum, _, to) => sum + hmm.labeledTransitions[row + to]! * follow(to, position + 1), 0);
  };
  return hmm.initialBelief.reduce((sum, weight, state) => sum + weight * follow(state, 0), 0);
}
