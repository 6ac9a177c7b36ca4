import {
  circle3,
  coin,
  createHmm,
  daysOfWeek,
  even,
  fanizza,
  goldenMean,
  type Hmm,
  mess3,
  messN,
  minimalRealization,
  mixture,
  moon,
  product,
  randomHmm,
  rrxor,
  sns,
  stationaryLaw,
  trap2,
  wordProbability,
  z1r,
} from "@beliefscope/hmm-core";
import { arbitraryHmm, jointByHiddenPaths, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  blockEntropies,
  conditionalEntropies,
  excessEntropy,
  statisticalComplexity,
  synchronizationInformation,
} from "../src/index.ts";

const entropy = (...law: number[]): number => law.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

function allWords(numTokens: number, length: number): number[][] {
  if (length === 0) return [[]];
  const tokens = Array.from({ length: numTokens }, (_, token) => token);
  return allWords(numTokens, length - 1).flatMap((word) => tokens.map((token) => [...word, token]));
}

/** H(X_1 ... X_length) from a list of all words, each word's probability a sum over hidden paths. */
function wordEntropy(hmm: Hmm, length: number): number {
  return entropy(...allWords(hmm.numTokens, length).map((word) => probabilityByHiddenPaths(hmm, word)));
}

/** The stationary law, or null where there are several. */
function uniqueStationaryLaw(hmm: Hmm): Float64Array | null {
  try {
    return stationaryLaw(hmm);
  } catch {
    return null;
  }
}

const certain = (hmm: Hmm, state: number): Hmm => ({
  ...hmm,
  initialBelief: Float64Array.from({ length: hmm.numStates }, (_, i) => (i === state ? 1 : 0)),
});

// golden_mean with its state B drawn from two that behave alike: a token no longer tells the state.
const splitGoldenMean = createHmm({
  labeledTransitions: [
    [
      [0.5, 0, 0],
      [1, 0, 0],
      [1, 0, 0],
    ],
    [
      [0, 0.2, 0.3],
      [0, 0, 0],
      [0, 0, 0],
    ],
  ],
});

describe("blockEntropies(hmm, length)", () => {
  it("are the entropies of all words from the initial belief, by brute force over hidden paths", () => {
    const started = certain(randomHmm({ n: 3, v: 2, seed: 3 }), 1);
    for (const hmm of [circle3(), started, even()]) {
      const brute = [0, 1, 2, 3, 4, 5].map((length) => wordEntropy(hmm, length));
      expect(blockEntropies(hmm, 5)).toBeCloseToArray(brute, { atol: 1e-12 });
    }
    const words = allWords(2, 6).map((word) => wordProbability(fanizza(), word));
    expect(blockEntropies(fanizza(), 6)[6]).toBeCloseTo(entropy(...words), 10);
  });

  it("of length 0 is 0; negative lengths are refused", () => {
    expect([...blockEntropies(mess3(), 0)]).toEqual([0]);
    expect(() => blockEntropies(mess3(), -1)).toThrow("length must be a non-negative integer, got -1");
  });
});

describe("conditionalEntropies(hmm, length)", () => {
  it("are differences of block entropies, without and with the hidden start, by brute force", () => {
    for (const hmm of [circle3(), randomHmm({ n: 3, v: 2, seed: 11 })]) {
      const pi = stationaryLaw(hmm);
      const { myopic, givenStart } = conditionalEntropies(hmm, 4);
      for (let k = 0; k <= 4; k++) {
        expect(myopic[k]).toBeCloseTo(wordEntropy(hmm, k + 1) - wordEntropy(hmm, k), 11);
        const known = pi.reduce((sum, p, state) => {
          const start = certain(hmm, state);
          return sum + p * (wordEntropy(start, k + 1) - wordEntropy(start, k));
        }, 0);
        expect(givenStart![k]).toBeCloseTo(known, 11);
      }
    }
  });

  it("know no hidden start of a generalized process", () => {
    expect(conditionalEntropies(fanizza(), 3).givenStart).toBeNull();
  });

  it("say how far they can go", () => {
    expect(() => conditionalEntropies(mess3(), 40)).toThrow(
      "length must be at most 11 for mess3 (600000 beliefs), got 40",
    );
    expect(() => conditionalEntropies(mess3(), 0.5)).toThrow("length must be a non-negative integer, got 0.5");
  }, 30_000);
});

/** A ring of states, each with a token of its own choice. */
function chain(n: number, tokens: readonly number[]): Hmm {
  const T = Array.from(
    { length: Math.max(...tokens) + 1 },
    (_, token) =>
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(tokens[i] === token && j === (i + 1) % n))), // prettier-ignore
  );
  return createHmm({ labeledTransitions: T });
}

describe("excessEntropy(hmm)", () => {
  // Closed forms: where past and future both tell the causal state, it is that state's entropy.
  it.each([
    ["z1r(.5)", z1r({ p: 0.5 }), Math.log(3)],
    ["rrxor(.5,.5)", rrxor({ p1: 0.5, p2: 0.5 }), Math.log(3) + (2 / 3) * Math.LN2],
    ["even(.5)", even({ p: 0.5 }), entropy(1 / 3, 2 / 3)],
    ["golden_mean(.5)", goldenMean({ p: 0.5 }), entropy(1 / 3, 2 / 3) - (2 / 3) * Math.LN2],
    ["coin(.3)", coin({ p: 0.3 }), 0],
    ["even(1), where each token is the same", even({ p: 1 }), 0],
    ["a phase that no token shows", chain(3, [0, 0, 0]), 0],
    ["a phase that the tokens tell in time", chain(3, [0, 1, 1]), Math.log(3)],
    ["a coin beside a phase that it does not show", product([coin({ p: 0.3 }), chain(4, [0, 0, 0, 0])]), 0],
    ["a mixture of two coins", mixture([coin({ p: 0.5 }), coin({ p: 1 })], [0.2, 0.8]), entropy(0.2, 0.8)],
    [
      "product(z1r, golden_mean)",
      product([z1r(), goldenMean({ p: 0.5 })]),
      Math.log(3) + entropy(1 / 3, 2 / 3) - (2 / 3) * Math.LN2,
    ],
  ])("of %s is the closed form", (_, hmm, expected) => {
    const { lower, upper } = excessEntropy(hmm);
    expect(lower).toBeLessThan(expected + 1e-11);
    expect(upper).toBeGreaterThan(expected - 1e-11);
    expect(upper! - lower).toBeLessThan(1.1e-11);
  });

  it.each([
    ["mess3(.05,.85)", mess3({ x: 0.05, a: 0.85 })],
    ["its departure form", messN({ x: 0.05, a: 0.85, n: 3 })],
    ["circle3, the same in a rotating frame,", circle3({ x: 0.05, a: 0.85 })],
  ])("of %s is .39570 (published)", (_, hmm) => {
    const { lower, upper } = excessEntropy(hmm);
    expect(lower).toBeLessThan(0.395705);
    expect(upper).toBeGreaterThan(0.395695);
    expect(upper! - lower).toBeLessThan(1e-5);
  });

  it("of a signed process is at most its statistical complexity, where that is finite", () => {
    const { lower, upper } = excessEntropy(minimalRealization(z1r()));
    expect(lower).toBeCloseTo(Math.log(3), 9);
    expect(upper).toBeCloseTo(Math.log(3), 9);
    expect(excessEntropy(moon()).upper).toBeNull();
  });

  it("is at least what two neighbouring blocks share, at most the entropy of the hidden state", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: false, maxStates: 2, maxTokens: 2 }), (arbitrary) => {
        const hmm = { ...arbitrary, initialBelief: stationaryLaw(arbitrary) };
        const { lower, upper } = excessEntropy(hmm);
        const blocks = blockEntropies(hmm, 8);
        expect(upper).toBeGreaterThan(2 * blocks[4]! - blocks[8]! - 1e-11);
        expect(lower).toBeLessThan(entropy(...hmm.initialBelief) + 1e-11);
        expect(lower).toBeLessThanOrEqual(upper!);
        expect(lower).toBeGreaterThanOrEqual(0);
      }),
      { seed: 1, numRuns: 15 },
    );
  }, 60_000);

  it("has no upper bound for a generalized process", () => {
    const { lower, upper } = excessEntropy(fanizza());
    expect(lower).toBeGreaterThan(0);
    expect(upper).toBeNull();
  });
});

describe("statisticalComplexity(hmm)", () => {
  const eitherEntropy = entropy(0.3, 0.7) + 0.3 * Math.log(3) + 0.7 * entropy(1 / 3, 2 / 3);
  it.each([
    ["z1r(.5)", z1r(), Math.log(3), 3],
    ["rrxor(.5,.5)", rrxor(), Math.log(3) / 3 + (2 / 3) * Math.log(6), 5],
    ["golden_mean(.5)", goldenMean({ p: 0.5 }), entropy(1 / 3, 2 / 3), 2],
    ["even(.5)", even({ p: 0.5 }), entropy(1 / 3, 2 / 3), 2],
    ["coin(.3)", coin({ p: 0.3 }), 0, 1],
    ["golden_mean with a split state", splitGoldenMean, entropy(1 / 3, 2 / 3), 2],
    ["two equal z1r", mixture([z1r(), z1r()], [0.3, 0.7]), Math.log(3), 3],
    ["z1r or golden_mean", mixture([z1r(), goldenMean({ p: 0.5 })], [0.3, 0.7]), eitherEntropy, 5],
  ])("of %s is the entropy of its causal states", (_, hmm, nats, causalStates) => {
    const found = statisticalComplexity(hmm);
    expect(found.nats).toBeCloseTo(nats, 12);
    expect(found).toMatchObject({ causalStates, reason: null });
  });

  it("does not count a hidden memory that no token shows: a fair coin that remembers its last toss", () => {
    const remembering = createHmm({
      labeledTransitions: [
        [
          [0.5, 0],
          [0.5, 0],
        ],
        [
          [0, 0.5],
          [0, 0.5],
        ],
      ],
    });
    expect(statisticalComplexity(remembering)).toEqual({ nats: 0, causalStates: 1, reason: null });
  });

  it("is at least the excess entropy", () => {
    for (const hmm of [daysOfWeek(), even({ p: 0.2 }), rrxor({ p1: 0.2, p2: 0.7 })]) {
      expect(statisticalComplexity(hmm).nats).toBeGreaterThan(excessEntropy(hmm).lower - 1e-11);
    }
  });

  it("is null, with the reason, where mixed states are infinitely many", () => {
    expect(statisticalComplexity(mess3())).toEqual({
      nats: null,
      causalStates: null,
      reason: "more than 1000 mixed states",
    });
    for (const hmm of [trap2(), trap2({ x: 0.45, a: 0.25 }), sns({ p: 0.3, q: 0.4 })]) {
      expect(statisticalComplexity(hmm).nats).toBeNull();
    }
    expect(statisticalComplexity(trap2()).reason).toContain("only converge");
  });
});

describe("the entropies of any process", () => {
  it("are in order: 0 <= E <= C, E <= H(state), S >= H(state)", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true, maxStates: 3, maxTokens: 2 }), (arbitrary) => {
        const pi = uniqueStationaryLaw(arbitrary);
        if (pi === null) return;
        const hmm = { ...arbitrary, initialBelief: pi };
        const { lower, upper } = excessEntropy(hmm);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeGreaterThanOrEqual(lower);
        expect(lower).toBeLessThan(entropy(...pi) + 1e-10);
        const complexity = statisticalComplexity(hmm);
        if (complexity.nats !== null) expect(complexity.nats).toBeGreaterThan(lower - 1e-10);
        const { nats } = synchronizationInformation(hmm);
        if (nats !== null) expect(nats).toBeGreaterThan(entropy(...pi) - 1e-12);
      }),
      { seed: 3, numRuns: 60 },
    );
  }, 60_000);
});

describe("synchronizationInformation(hmm)", () => {
  // Closed forms by hand: the transient mixed states, how often they are visited, and their entropies.
  it.each([
    ["golden_mean(.5)", goldenMean({ p: 0.5 }), entropy(1 / 3, 2 / 3)],
    // (2/3, 1/3) twice and (1/2, 1/2) four thirds of a time, before the first 0
    ["even(.5)", even({ p: 0.5 }), 2 * entropy(1 / 3, 2 / 3) + (4 / 3) * Math.LN2],
    ["coin(.3)", coin({ p: 0.3 }), 0],
  ])("of %s is the closed form", (_, hmm, expected) => {
    expect(synchronizationInformation(hmm).nats).toBeCloseTo(expected, 12);
  });

  it("is the sum of the mean state uncertainties, by brute force over hidden paths; z1r's are 0 from 3 tokens on", () => {
    const hmm = z1r({ p: 0.3 });
    const uncertainty = [0, 1, 2, 3, 4].map((length) =>
      allWords(2, length).reduce((sum, word) => {
        const joint = jointByHiddenPaths(hmm, word);
        const probability = joint.reduce((total, p) => total + p, 0);
        return probability === 0 ? sum : sum + probability * entropy(...joint.map((p) => p / probability));
      }, 0),
    );
    expect(uncertainty[3]).toBeCloseTo(0, 14);
    expect(synchronizationInformation(hmm).nats).toBeCloseTo(uncertainty[0]! + uncertainty[1]! + uncertainty[2]!, 12);
  });

  it("is null, with the reason, where it is infinite or the process only converges to certainty", () => {
    expect(synchronizationInformation(mess3()).reason).toContain("infinite: in some state a token leaves");
    const twins = mixture([z1r(), z1r()], [0.3, 0.7]);
    expect(synchronizationInformation(twins).reason).toContain("infinite: the tokens never tell the state");
    const coins = mixture([coin({ p: 0.5 }), coin({ p: 1 })], [0.5, 0.5]);
    expect(synchronizationInformation(coins).reason).toContain("only converge to certainty");
  });

  it("refuses a generalized process", () => {
    expect(() => synchronizationInformation(fanizza())).toThrow(TypeError);
  });
});
