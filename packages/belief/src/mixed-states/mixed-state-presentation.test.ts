import {
  coin,
  createHmm,
  daysOfWeek,
  even,
  goldenMean,
  type Hmm,
  mess3,
  mixture,
  moon,
  rrxor,
  sns,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import { arbitraryHmm, jointByHiddenPaths, probabilityByHiddenPaths } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mixedStatePresentation, mixedStateTree, statisticalComplexity } from "../index.ts";

/** All words of a length. */
function allWords(numTokens: number, length: number): number[][] {
  if (length === 0) return [[]];
  const tokens = Array.from({ length: numTokens }, (_, token) => token);
  return allWords(numTokens, length - 1).flatMap((word) => tokens.map((token) => [...word, token]));
}

/** S T S^-1 for S = [[1, 2], [0, -1]]. */
function conjugate([a, b, c, d]: readonly [number, number, number, number]): number[][] {
  return [
    [a + 2 * c, 2 * (a + 2 * c) - (b + 2 * d)],
    [-c, d - 2 * c],
  ];
}

describe("mixedStatePresentation(hmm)", () => {
  it.each([
    ["rrxor", rrxor(), 36, 5],
    ["z1r", z1r(), 7, 3],
    ["golden_mean", goldenMean(), 3, 2],
    ["coin", coin({ p: 0.3 }), 1, 1],
  ])("of %s closes with the published numbers of mixed states", (_, hmm, total, recurrent) => {
    const { beliefs, closed, frontierMass, recurrentClass, stationary, mergeDistance } = mixedStatePresentation(hmm);
    expect(closed).toBe(true);
    expect(frontierMass).toBe(0);
    expect(mergeDistance).toBeLessThan(1e-15);
    expect(beliefs.shape).toEqual([total, hmm.numStates]);
    expect(recurrentClass!.filter((first) => first >= 0)).toHaveLength(recurrent);
    expect(stationary!.filter((share) => share > 0)).toHaveLength(recurrent);
  });

  it("has the words of the process, by brute force over hidden paths", () => {
    for (const [hmm, length] of [
      [rrxor({ p1: 0.3, p2: 0.6 }), 6],
      [even({ p: 0.3 }), 8],
      [z1r({ p: 0.2 }), 8],
      [daysOfWeek(), 2],
    ] as const) {
      const { next, probability, beliefs } = mixedStatePresentation(hmm);
      for (const word of allWords(hmm.numTokens, length)) {
        let row = 0;
        let product = 1;
        for (const token of word) {
          product *= row < 0 ? 0 : probability.data[row * hmm.numTokens + token]!;
          row = row < 0 ? row : next.data[row * hmm.numTokens + token]!;
        }
        expect(product).toBeCloseTo(probabilityByHiddenPaths(hmm, word), 14);
        if (row < 0) continue;
        const joint = jointByHiddenPaths(hmm, word);
        expect(beliefs.data.subarray(row * hmm.numStates, (row + 1) * hmm.numStates)).toBeCloseToArray(
          joint.map((p) => p / product),
          { atol: 1e-12 },
        );
      }
    }
  });

  it("spends its time as the recurrent hidden states do, where these are the recurrent mixed states", () => {
    const { beliefs, stationary } = mixedStatePresentation(rrxor());
    const shares = new Float64Array(5); // by hidden state
    stationary!.forEach((share, row) => {
      beliefs.data.subarray(row * 5, (row + 1) * 5).forEach((b, state) => (shares[state]! += share * b));
    });
    expect(shares).toBeCloseToArray([1 / 3, 1 / 6, 1 / 6, 1 / 6, 1 / 6], { atol: 1e-12 });
  });

  it("weighs several recurrent classes by the probability of ending in them", () => {
    const constants = mixture([coin({ p: 0 }), coin({ p: 1 })], [0.25, 0.75]);
    const { beliefs, recurrentClass, stationary } = mixedStatePresentation(constants);
    expect([...beliefs.data]).toEqual([0.25, 0.75, 1, 0, 0, 1]);
    expect([...recurrentClass!]).toEqual([-1, 1, 2]);
    expect(stationary).toBeCloseToArray([0, 0.25, 0.75], { atol: 1e-15 });
    // Zeros for ever make "always 0" ever more probable, but never certain: no long run is given.
    const doubtful = mixture([coin({ p: 0 }), coin({ p: 0.5 })], [0.25, 0.75]);
    expect(mixedStatePresentation(doubtful)).toMatchObject({ closed: true, recurrentClass: null, stationary: null });
  });

  it("has laws that sum to 1, next states that are possible, and one long run, for any process", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: true, maxStates: 3, maxTokens: 2 }), (hmm) => {
        const { numTokens } = hmm;
        const { next, probability, closed, frontierMass, recurrentClass, stationary, beliefs } = mixedStatePresentation(
          hmm,
          { maxStates: 60 },
        );
        const numStates = beliefs.shape[0]!;
        expect(frontierMass > 0).toBe(!closed);
        expect(frontierMass).toBeLessThan(1 + 1e-12);
        for (let row = 0; row < numStates; row++) {
          const law = probability.data.subarray(row * numTokens, (row + 1) * numTokens);
          expect(law.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
          law.forEach((p, token) => {
            const to = next.data[row * numTokens + token]!;
            expect(to).toBeLessThan(numStates);
            if (closed) expect(to >= 0).toBe(p > 0);
          });
        }
        if (stationary === null || recurrentClass === null) return;
        // The long run is stationary, and lives on the recurrent states.
        const pushed = new Float64Array(numStates);
        next.data.forEach((to, move) => {
          if (to >= 0) pushed[to]! += stationary[Math.floor(move / numTokens)]! * probability.data[move]!;
        });
        expect(pushed).toBeCloseToArray(stationary, { atol: 1e-11 });
        expect(stationary.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
        stationary.forEach((share, row) => {
          expect(share > 0).toBe(recurrentClass[row]! >= 0);
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("is the same in another gauge, for a signed process", () => {
    // golden_mean(.5) with its states mixed: T' = S T S^-1, |1>' = S 1, for S = [[1, 2], [0, -1]], its own inverse
    const signed = createHmm({
      labeledTransitions: [conjugate([0.5, 0, 1, 0]), conjugate([0, 0.5, 0, 0])],
      rightVector: [3, -1],
    });
    const { next, probability, stationary } = mixedStatePresentation(signed);
    const proper = mixedStatePresentation(goldenMean({ p: 0.5 }));
    expect(next).toEqual(proper.next);
    expect(probability.data).toBeCloseToArray(proper.probability.data, { atol: 1e-14 });
    expect(stationary).toBeCloseToArray(proper.stationary!, { atol: 1e-14 });
    expect(statisticalComplexity(signed)).toMatchObject({ causalStates: 2, reason: null });
  });

  it("starts where the process starts, transient hidden states included", () => {
    const { beliefs, next } = mixedStatePresentation({ ...z1r(), initialBelief: Float64Array.of(0, 1, 0) });
    expect([...beliefs.data]).toEqual([0, 1, 0, 0, 0, 1, 1, 0, 0]);
    expect([...next.data]).toEqual([-1, 1, 2, 2, 0, -1]);
  });

  it("closes by the tolerance alone where beliefs converge, and says so", () => {
    const { closed, mergeDistance, stationary } = mixedStatePresentation(trap2({ x: 0.1, a: 0.25 }));
    expect(closed).toBe(true);
    expect(mergeDistance).toBeGreaterThan(1e-11);
    expect(stationary).toBeNull();
    // The coarser, the shorter.
    const sizes = [1e-9, 1e-6, 1e-3].map(
      (tolerance) => mixedStatePresentation(trap2(), { tolerance }).beliefs.shape[0]!,
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(new Set(sizes).size).toBe(3);
  });

  it("is cut at a whole number of tokens where too long, and says what lies beyond", () => {
    const full = mixedStatePresentation(mess3(), { maxStates: 1000 });
    expect(full).toMatchObject({ closed: false, depth: 5, recurrentClass: null, stationary: null });
    expect(full.beliefs.shape).toEqual([364, 3]);
    expect(full.frontierMass).toBeCloseTo(1, 12);

    const listed = (hmm: Hmm, belief: Float64Array, list: Float64Array): boolean => {
      for (let start = 0; start < list.length; start += hmm.numStates) {
        if (belief.every((b, i) => Math.abs(b - list[start + i]!) < 1e-9)) return true;
      }
      return false;
    };
    for (const [hmm, maxStates] of [
      [sns({ p: 0.4, q: 0.7 }), 9],
      [moon(), 40],
    ] as const) {
      const { beliefs, depth, frontierMass, next, closed } = mixedStatePresentation(hmm, { maxStates });
      const tree = mixedStateTree(hmm, { depth: depth + 1 });
      let beyond = 0;
      for (let node = 0; node < tree.parent.length; node++) {
        const belief = tree.beliefs.data.subarray(node * hmm.numStates, (node + 1) * hmm.numStates);
        if (listed(hmm, belief, beliefs.data)) continue;
        expect(tree.depth[node]).toBe(depth + 1);
        beyond += tree.probability[node]!;
      }
      expect(closed).toBe(false);
      expect(next.data.every((to) => to < beliefs.shape[0]!)).toBe(true);
      expect(frontierMass).toBeCloseTo(beyond, 12);
      expect(frontierMass).toBeGreaterThan(0);
    }
  });

  it("refuses a tolerance or a size out of range", () => {
    expect(() => mixedStatePresentation(z1r(), { tolerance: 0 })).toThrow("tolerance must be in (0, 1), got 0");
    expect(() => mixedStatePresentation(z1r(), { maxStates: 0 })).toThrow(
      "maxStates must be a positive integer, got 0",
    );
    expect(() => mixedStatePresentation(mess3(), { maxStates: 1e9 })).toThrow(
      "mixedStatePresentation: maxStates must be at most 10000, got 1000000000",
    );
  });
});
