import { circle3, even, fanizza, goldenMean, mess3, messN, randomHmm } from "@beliefscope/hmm-core";
import { createTensor, pooledR2 } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryBelief } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distanceToSimplex } from "./distance-to-simplex.ts";
import {
  approximationCost,
  filterPredictions,
  kalmanFilter,
  optimalLossByTokensRead,
  runFilterOnEnsemble,
  sampledEnsemble,
  stationaryStart,
  wordEnsemble,
  zetaFilter,
} from "../index.ts";

const floor = 1e-3;

describe("approximationCost(hmm, ensemble, claims, {floor, positions})", () => {
  it.each([
    ["theta, log", kalmanFilter, "log", { kl: 0.005181508, invalidMass: 0 }, 9],
    ["zeta, log", zetaFilter, "log", { kl: 0.026653348, invalidMass: 0 }, 9],
    ["theta, linear", kalmanFilter, "linear", { kl: 0.0107, r2: 0.961, invalidMass: 0 }, 3],
    ["zeta, linear", zetaFilter, "linear", { kl: 0.505, r2: -0.89, invalidMass: 0.72 }, 2],
  ] as const)("has the published costs of %s on messN(.05,.85,3), L = 8", (_, create, readout, published, digits) => {
    for (const hmm of [messN({ x: 0.05, a: 0.85, n: 3 }), circle3({ x: 0.05, a: 0.85 })]) {
      const ensemble = wordEnsemble(hmm, 7);
      const claims = runFilterOnEnsemble(create(hmm, { readout }), ensemble);
      const { mean, positions } = approximationCost(hmm, ensemble, claims, { floor: readout === "log" ? 0 : floor });
      expect(positions).toEqual([0, 7]);
      for (const [name, value] of Object.entries(published)) {
        expect(mean[name as keyof typeof mean]).toBeCloseTo(value, digits);
      }
    }
  });

  it("is the cross-entropy of the predictions less the optimal loss, at each k", () => {
    const hmm = circle3();
    const length = 5;
    const filter = zetaFilter(hmm, { readout: "linear" });
    const [ensemble, longer] = [wordEnsemble(hmm, length), wordEnsemble(hmm, length + 1)];
    const claims = runFilterOnEnsemble(filter, ensemble);
    const q = filterPredictions(filter, claims).data;
    const optimal = optimalLossByTokensRead(hmm, length);
    const { byTokensRead, mean } = approximationCost(hmm, ensemble, claims, { floor });
    const loss = new Float64Array(length + 1);
    for (let node = 1; node < longer.prefixes.parent.length; node++) {
      const before = longer.prefixes.parent[node]!; // the same node of the shorter ensemble: levels come in order
      const predicted = q[before * 3 + longer.prefixes.lastToken[node]!]!;
      loss[longer.prefixes.length[before]!]! -= longer.prefixes.probability[node]! * Math.log(predicted);
    }
    const regrets = loss.map((nats, k) => nats - optimal[k]!);
    expect(byTokensRead.map(({ kl }) => kl)).toBeCloseToArray(regrets, { atol: 1e-12 });
    expect(mean.kl).toBeCloseTo(regrets.reduce((sum, nats) => sum + nats, 0) / (length + 1), 12);
    const last = approximationCost(hmm, ensemble, claims, { floor, positions: [4, 5] }).mean.kl;
    expect(last).toBeCloseTo((regrets[4]! + regrets[5]!) / 2, 12);
  });

  it("of the beliefs themselves is 0, with R2 = 1 where they vary", () => {
    for (const hmm of [circle3(), even(), randomHmm({ n: 4, v: 2, seed: 3 }), fanizza()]) {
      const ensemble = wordEnsemble(hmm, 4);
      const { mean, byTokensRead } = approximationCost(hmm, ensemble, ensemble.prefixes.beliefs, { floor: 0 });
      expect(mean.kl).toBeLessThan(1e-14);
      expect(mean.r2).toBe(1);
      expect(byTokensRead[0]!.r2).toBeNull();
      if (hmm.rightVector) expect(mean).toMatchObject({ invalidMass: null, meanDistance: null, maxDistance: null });
      else expect(mean).toMatchObject({ invalidMass: 0, klSe: 0 });
    }
  });

  it("takes claims of anything: those of the prior have R2 = 0 and cost what the tokens tell of the next one", () => {
    const hmm = goldenMean({ p: 0.3 });
    const ensemble = wordEnsemble(hmm, 3);
    const claims = createTensor(
      ensemble.prefixes.beliefs.data.map((_, k) => stationaryStart(hmm)[k % 2]!),
      [...ensemble.prefixes.beliefs.shape],
    );
    const { byTokensRead } = approximationCost(hmm, ensemble, claims, { floor: 0 });
    const optimal = optimalLossByTokensRead(hmm, 3);
    for (const k of [1, 2, 3]) {
      expect(byTokensRead[k]!.kl).toBeCloseTo(optimal[0]! - optimal[k]!, 13);
      expect(byTokensRead[k]!.r2).toBeCloseTo(0, 12);
    }
  });

  it("weighs claims off the simplex by word probability, and says how far off they are", () => {
    const hmm = mess3();
    const ensemble = wordEnsemble(hmm, 2);
    const data = ensemble.prefixes.beliefs.data.slice();
    data.set([1.5, -0.25, -0.25], 3); // after token 0: nearest is (1, 0, 0)
    data.set([0.5, 0.5, 0.3], 3 * 5); // a sum of 1.3 at one word of two tokens: 0.1 too much in each
    const claims = createTensor(data, ensemble.prefixes.beliefs.shape);
    const [, first, second] = approximationCost(hmm, ensemble, claims, { floor }).byTokensRead;
    expect(first!.invalidMass).toBeCloseTo(1 / 3, 13);
    expect(first!.maxDistance).toBeCloseTo(Math.hypot(0.5, 0.25, 0.25), 13);
    expect(first!.meanDistance).toBeCloseTo(Math.hypot(0.5, 0.25, 0.25) / 3, 13);
    expect(second!.invalidMass).toBeCloseTo(ensemble.prefixes.probability[5]!, 13);
    expect(second!.maxDistance).toBeCloseTo(0.1 * Math.sqrt(3), 13);
    const { prefixes } = ensemble;
    expect(first!.r2).toBe(
      pooledR2(
        { shape: [3, 3], data: prefixes.beliefs.data.slice(3, 12) },
        { shape: [3, 3], data: data.slice(3, 12) },
        prefixes.probability.slice(1, 4),
      ),
    );
  });

  it("of a sample is within its standard error of the exact one", () => {
    const hmm = circle3();
    const filter = kalmanFilter(hmm, { readout: "linear" });
    const exact = wordEnsemble(hmm, 6);
    const { mean } = approximationCost(hmm, exact, runFilterOnEnsemble(filter, exact), { floor });
    const scores = Array.from({ length: 40 }, (_, seed) => {
      const sample = sampledEnsemble(hmm, { length: 6, numWords: 200, random: createRandom(seed) });
      const { kl, klSe } = approximationCost(hmm, sample, runFilterOnEnsemble(filter, sample), { floor }).mean;
      return (kl - mean.kl) / klSe;
    });
    const spread = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / 40);
    expect(spread).toBeGreaterThan(0.7);
    expect(spread).toBeLessThan(1.3);
  });

  it("is infinite where a token that can come is given no probability, and never NaN", () => {
    const hmm = goldenMean();
    const ensemble = sampledEnsemble(hmm, { length: 2, numWords: 50, random: createRandom(1) });
    const claims = createTensor(
      ensemble.prefixes.beliefs.data.map((_, k) => k % 2),
      [101, 2],
    ); // state B: only 0 can come
    const { kl, klSe } = approximationCost(hmm, ensemble, claims, { floor: 0 }).mean;
    expect([kl, klSe]).toEqual([Infinity, Infinity]);
    expect(approximationCost(hmm, ensemble, claims, { floor }).mean.kl).toBeLessThan(4);
  });

  it("says what does not fit", () => {
    const hmm = mess3();
    const ensemble = wordEnsemble(hmm, 2);
    const { beliefs } = ensemble.prefixes;
    expect(() => approximationCost(even(), ensemble, beliefs, { floor })).toThrow(
      "approximationCost: ensemble must have 2 tokens and 2 states like hmm, got 3 and 3",
    );
    expect(() => approximationCost(hmm, ensemble, createTensor(new Float64Array(36), [12, 3]), { floor })).toThrow(
      "approximationCost: claims must have shape [13, 3], one for each node of the ensemble, got [12, 3]",
    );
    const broken = createTensor(
      beliefs.data.map((b, k) => (k === 7 ? NaN : b)),
      beliefs.shape,
    );
    expect(() => approximationCost(hmm, ensemble, broken, { floor })).toThrow(
      "approximationCost: claims must be finite, got NaN at node 2",
    );
    const negative = createTensor(
      beliefs.data.map(() => -1),
      beliefs.shape,
    );
    expect(() => approximationCost(hmm, ensemble, negative, { floor: 0 })).toThrow(
      "approximationCost: claims must give some token a positive probability, got none in row 0",
    );
    expect(() => approximationCost(hmm, ensemble, beliefs, { floor: -1 })).toThrow("floor must be in [0, 1), got -1");
    expect(() => approximationCost(hmm, ensemble, beliefs, { floor, positions: [2, 3] })).toThrow(
      "positions must be integers with 0 <= from <= to <= 2, got [2, 3]",
    );
  });
});

describe("distanceToSimplex(vector)", () => {
  it("is 0 on the simplex, and no belief is nearer than it says", () => {
    const vector = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(vector, arbitraryBelief(3), (entries, belief) => {
        const distance = distanceToSimplex(Float64Array.from(entries));
        const toBelief = Math.hypot(...entries.map((entry, i) => entry - belief[i]!));
        expect(distance).toBeLessThanOrEqual(toBelief + 1e-12);
        expect(distanceToSimplex(belief)).toBeLessThan(1e-15);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("is the distance to the nearest point of a fine grid of beliefs", () => {
    for (const vector of [[0.9, 0.6, -0.2], [2, -1, 0], [0.1, 0.1, 0.1], [-1, -1, -1], [0.7, 0.7, -0.4]]) {
      let nearest = Infinity;
      for (let i = 0; i <= 200; i++) {
        for (let j = 0; i + j <= 200; j++) {
          const belief = [i / 200, j / 200, (200 - i - j) / 200];
          nearest = Math.min(nearest, Math.hypot(...belief.map((b, s) => b - vector[s]!)));
        }
      }
      const distance = distanceToSimplex(Float64Array.from(vector));
      expect(distance).toBeLessThanOrEqual(nearest + 1e-12);
      expect(nearest - distance).toBeLessThan(0.005);
    }
  }); // prettier-ignore
});
