import { probabilityByHiddenPaths } from "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import {
  blochWalk,
  cantor,
  circle3,
  circleN,
  daysOfWeek,
  even,
  fanizza,
  goldenMean,
  type Hmm,
  leakyRrxor,
  markov,
  matchingParens,
  mess3,
  messN,
  moon,
  mrName,
  processes,
  randomHmm,
  rrxor,
  sierpinski,
  sns,
  trap2,
  trapN,
  wordProbability,
  z1r,
} from "../src/index.ts";

function allWords(numTokens: number, length: number): number[][] {
  if (length === 0) return [[]];
  return allWords(numTokens, length - 1).flatMap((word) =>
    Array.from({ length: numTokens }, (_, token) => [...word, token]),
  );
}

function expectSameWords(hmm: Hmm, length: number, probability: (word: number[]) => number): void {
  for (const word of allWords(hmm.numTokens, length)) {
    expect(wordProbability(hmm, word)).toBeCloseTo(probability(word), 13);
  }
}

/** P(word) of a block code read from a uniformly random phase: blocks of three, each drawn with its probability. */
function blockProbability(word: number[], blocks: readonly (readonly [number[], number])[]): number {
  const cover = Math.ceil((word.length + 2) / 3);
  let probability = 0;
  const extend = (text: number[], weight: number): void => {
    if (text.length < 3 * cover) {
      for (const [block, p] of blocks) extend([...text, ...block], weight * p);
      return;
    }
    for (let phase = 0; phase < 3; phase++) {
      if (word.every((token, i) => text[phase + i] === token)) probability += weight / 3;
    }
  };
  extend([], 1);
  return probability;
}

describe("every registered process", () => {
  it("has words whose probabilities are not negative, sum to 1, and extend consistently", () => {
    for (const definition of processes) {
      const hmm = definition.create();
      const length = Math.min(5, Math.floor(Math.log(2000) / Math.log(hmm.numTokens)));
      let total = 0;
      for (const word of allWords(hmm.numTokens, length)) {
        const probability = wordProbability(hmm, word);
        expect(probability).toBeGreaterThanOrEqual(0);
        total += probability;
      }
      expect(total).toBeCloseTo(1, 10);
      // From a stationary start the first token may be dropped as well as the last.
      const word = [0, 1];
      const before = Array.from({ length: hmm.numTokens }, (_, token) => wordProbability(hmm, [token, ...word]));
      expect(before.reduce((sum, p) => sum + p, 0)).toBeCloseTo(wordProbability(hmm, word), 12);
    }
  });

  it("if proper, agrees with the sum over all hidden paths", () => {
    for (const definition of processes.filter(({ convention }) => convention !== "generalized")) {
      const hmm = definition.create();
      const length = hmm.numTokens > 4 ? 2 : 3;
      expectSameWords(hmm, length, (word) => probabilityByHiddenPaths(hmm, word));
    }
  });
});

describe("messN and circleN", () => {
  it("messN in departure form has the words of mess3 in arrival form", () => {
    expectSameWords(messN({ x: 0.07, a: 0.7, n: 3 }), 4, (word) => wordProbability(mess3({ x: 0.07, a: 0.7 }), word));
  });

  it("circleN is messN in a rotating frame: the token at step s is relabelled by o - s", () => {
    for (const n of [3, 4]) {
      const mess = messN({ x: 0.04, a: 0.75, n });
      expectSameWords(circleN({ x: 0.04, a: 0.75, n }), 4, (word) =>
        wordProbability(
          mess,
          word.map((token, s) => (token - s + 4 * n) % n),
        ),
      );
    }
    expect({ ...circle3({ x: 0.1 }), name: "" }).toEqual({ ...circleN({ x: 0.1, n: 3 }), name: "" });
  });
});

describe("trapN", () => {
  it("shows a state with probability a: hand-made words of trap2", () => {
    const hmm = trap2({ x: 0.1, a: 0.25 });
    expect(wordProbability(hmm, [2, 2])).toBeCloseTo(0.75 ** 2, 15);
    expect(wordProbability(hmm, [0, 1])).toBeCloseTo(0.5 * 0.25 * 0.1 * 0.25, 15);
    expect(wordProbability(hmm, [0, 2, 0])).toBeCloseTo(0.5 * 0.25 * 0.75 * 0.25 * (0.9 ** 2 + 0.1 ** 2), 15);
    expect({ ...hmm, name: "" }).toEqual({ ...trapN({ x: 0.1, a: 0.25, n: 2 }), name: "" });
  });
});

describe("block codes", () => {
  it("z1r is 0, 1, toss from a random phase", () => {
    expectSameWords(z1r({ p: 0.3 }), 6, (word) => blockProbability(word, [[[0, 1, 0], 0.7], [[0, 1, 1], 0.3]])); // prettier-ignore
  });

  it("rrxor is toss, toss, exclusive or from a random phase", () => {
    expectSameWords(rrxor({ p1: 0.3, p2: 0.6 }), 6, (word) =>
      blockProbability(word, [
        [[0, 0, 0], 0.3 * 0.6],
        [[0, 1, 1], 0.3 * 0.4],
        [[1, 0, 1], 0.7 * 0.6],
        [[1, 1, 0], 0.7 * 0.4],
      ]),
    );
  });

  it("leaky_rrxor is rrxor without a leak, and even noise with nothing but one", () => {
    expectSameWords(leakyRrxor({ epsilon: 0 }), 4, (word) => wordProbability(rrxor(), word));
    expectSameWords(leakyRrxor({ epsilon: 1 }), 4, () => 1 / 16);
  });
});

describe("processes of two states", () => {
  it("golden_mean forbids 11, even forbids odd blocks of ones, sns forbids 11", () => {
    for (const word of allWords(2, 6)) {
      const text = word.join("");
      expect(wordProbability(goldenMean({ p: 0.3 }), word) > 0).toBe(!text.includes("11"));
      expect(wordProbability(even({ p: 0.3 }), word) > 0).toBe(!/01(11)*0/.test(text));
      expect(wordProbability(sns({ p: 0.3, q: 0.6 }), word) > 0).toBe(!text.includes("11"));
    }
  });

  it("golden_mean: P(1) = p/(1+p); even: P(0) = (1-p)/(1+p); sns: mean time between ones is 1/p + 1/q", () => {
    expect(wordProbability(goldenMean({ p: 0.3 }), [1])).toBeCloseTo(0.3 / 1.3, 15);
    expect(wordProbability(even({ p: 0.3 }), [0])).toBeCloseTo(0.7 / 1.3, 15);
    expect(wordProbability(sns({ p: 0.3, q: 0.6 }), [1])).toBeCloseTo(1 / (1 / 0.3 + 1 / 0.6), 15);
  });

  it("a visible chain multiplies its transitions", () => {
    expect(wordProbability(markov([[0.9, 0.1], [0.3, 0.7]]), [0, 1, 1, 0])).toBeCloseTo(0.75 * 0.1 * 0.7 * 0.3, 15); // prettier-ignore
  });
});

describe("toys of text", () => {
  it("mr_name: Mr. is always followed by the name, and q of Something by Mr.", () => {
    const hmm = mrName({ p: 0.4, q: 0.25 });
    expect(wordProbability(hmm, [0, 3])).toBeCloseTo(wordProbability(hmm, [0]), 15);
    expect(wordProbability(hmm, [1, 0])).toBeCloseTo(0.25 * wordProbability(hmm, [1]), 15);
    expect(wordProbability(hmm, [1, 2])).toBeCloseTo(0.4 * wordProbability(hmm, [1]), 15);
  });

  it("matching_parens: as many open as close, and never deeper than allowed", () => {
    const hmm = matchingParens([1, 0.3, 0.3]);
    expect(wordProbability(hmm, [0])).toBeCloseTo(0.5, 14);
    expect(wordProbability(hmm, [0, 0, 0])).toBeGreaterThan(0);
    expect(wordProbability(hmm, [0, 0, 0, 0])).toBe(0);
    expect(wordProbability(hmm, [1, 1, 1, 1])).toBe(0);
    expect(() => matchingParens([0.5])).toThrow("matchingParens: open[0] must be 1, got 0.5");
    expect(() => matchingParens([1, 2])).toThrow("matchingParens: open[1] must be in [0, 1], got 2");
  });

  it("days_of_week: after a day the next one by name 5/15, another 1/15, Tmrw and Yest 1/15", () => {
    const hmm = daysOfWeek();
    const [Mo, Tu, We, Tmrw, Yest, Wknd, Sa] = [0, 1, 2, 7, 8, 9, 5] as const;
    const after = (...word: number[]): number => wordProbability(hmm, word) / wordProbability(hmm, word.slice(0, -1));
    expect(after(Mo, Tu)).toBeCloseTo(5 / 15, 14);
    expect(after(Mo, Mo)).toBeCloseTo(1 / 15, 14);
    expect(after(Mo, Tmrw, We)).toBeCloseTo(5 / 15, 14);
    expect(after(We, Yest, We)).toBeCloseTo(5 / 15, 14);
    expect(after(Mo, Wknd, Sa)).toBeCloseTo(1 / 15, 14); // Sa: 1/15; Su: 1/15
    expect(hmm.tokenNames).toHaveLength(11);
  });
});

describe("fractals", () => {
  it("cantor tosses a fair coin; sierpinski draws 0 with probability a s and shares the rest", () => {
    expectSameWords(cantor({ s: 2.5 }), 5, () => 2 ** -5);
    const p = [0.4, 0.3, 0.3];
    expectSameWords(sierpinski({ s: 2, a: 0.2 }), 4, (word) => word.reduce((product, token) => product * p[token]!, 1));
  });
});

describe("random", () => {
  it("is the same for the same seed, uniform at temperature 0", () => {
    expect(randomHmm({ seed: 3 })).toEqual(randomHmm({ seed: 3 }));
    expect(randomHmm({ seed: 3 })).not.toEqual(randomHmm({ seed: 4 }));
    expect(randomHmm({ n: 2, v: 2, temperature: 0 }).labeledTransitions).toEqual(new Float64Array(8).fill(0.25));
  });
});

describe("generalized processes", () => {
  it("fanizza(2000, 0.49): P(a) = 0.480929 (independent computation)", () => {
    expect(wordProbability(fanizza({ alpha: 2000, lambda: 0.49 }), [0])).toBeCloseTo(0.480929, 6);
  });

  it("moon(e, 1/2): P(a, b, c) = (0.114272, 0.754264, 0.131464) (independent computation)", () => {
    const probabilities = [0, 1, 2].map((token) => wordProbability(moon(), [token]));
    expect(probabilities).toBeCloseToArray([0.114272, 0.754264, 0.131464], { atol: 5e-7 });
  });

  it("words of fanizza and moon keep non-negative probabilities far on", () => {
    for (const hmm of [fanizza(), moon()]) {
      for (const word of allWords(hmm.numTokens, 3)) {
        const repeated = [...word, ...word, ...word];
        expect(wordProbability(hmm, repeated)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("bloch_walk is a qubit measured by (alpha + beta sigma)/norm, sigma = +-Z, +-X", () => {
    const [alpha, beta] = [1, Math.sqrt(51)];
    const scale = 1 / Math.sqrt(4 * (alpha ** 2 + beta ** 2));
    const kraus = [
      [alpha + beta, 0, 0, alpha - beta],
      [alpha - beta, 0, 0, alpha + beta],
      [alpha, beta, beta, alpha],
      [alpha, -beta, -beta, alpha],
    ].map((entries) => entries.map((entry) => entry * scale));
    const times = ([a, b, c, d]: number[], [e, f, g, h]: number[]): number[] => [
      a! * e! + b! * g!,
      a! * f! + b! * h!,
      c! * e! + d! * g!,
      c! * f! + d! * h!,
    ];
    expectSameWords(blochWalk({ alpha, beta }), 4, (word) => {
      // All operators here are real and symmetric, and so is the density matrix.
      const rho = word.reduce((state, token) => times(times(kraus[token]!, state), kraus[token]!), [0.5, 0, 0, 0.5]);
      return rho[0]! + rho[3]!;
    });
  });
});
