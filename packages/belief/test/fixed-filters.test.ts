import { circle3, type Hmm, mess3, messN, rrxor } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import {
  filterPredictions,
  type FixedFilter,
  kalmanFilter,
  nextTokenDistribution,
  optimalLossByTokensRead,
  runFilterOnEnsemble,
  wordEnsemble,
  zetaFilter,
} from "../src/index.ts";

/** Measures of a filter over predictions after k = 0 ... L-1 tokens, every word with its probability. */
function measure(hmm: Hmm, filter: FixedFilter, L: number): { regret: number; r2: number; invalidMass: number } {
  const ensemble = wordEnsemble(hmm, L - 1);
  const { prefixes } = ensemble;
  const claims = runFilterOnEnsemble(filter, ensemble);
  const predictions = filterPredictions(filter, claims).data;
  const { numStates: n, numTokens: v } = hmm;
  const meanBelief = new Float64Array(n);
  const node = (i: number) => {
    const weight = prefixes.probability[i]! / L;
    const belief = prefixes.beliefs.data.slice(i * n, (i + 1) * n);
    return { weight, belief, claim: claims.data.slice(i * n, (i + 1) * n) };
  };
  for (let i = 0; i < prefixes.parent.length; i++) {
    const { weight, belief } = node(i);
    belief.forEach((b, s) => (meanBelief[s]! += weight * b));
  }
  let [regret, residual, total, invalidMass] = [0, 0, 0, 0];
  for (let i = 0; i < prefixes.parent.length; i++) {
    const { weight, belief, claim } = node(i);
    nextTokenDistribution(hmm, belief).forEach((p, token) => {
      if (p > 0) regret += weight * p * Math.log(p / predictions[i * v + token]!);
    });
    belief.forEach((b, s) => {
      residual += weight * (b - claim[s]!) ** 2;
      total += weight * (b - meanBelief[s]!) ** 2;
    });
    if (claim.some((c) => c < -1e-9)) invalidMass += weight;
  }
  return { regret, r2: 1 - residual / total, invalidMass };
}

// Numbers from independent computations (numpy, mpmath) at L = 8.
describe("fixed filters on messN(.05,.85,3), and on circle3, the same process in a rotating frame", () => {
  for (const hmm of [messN({ x: 0.05, a: 0.85, n: 3 }), circle3({ x: 0.05, a: 0.85 })]) {
    it(`${hmm.name}: Kalman, log readout: regret .005181508`, () => {
      expect(measure(hmm, kalmanFilter(hmm, { readout: "log" }), 8).regret).toBeCloseTo(0.005181508, 9);
    });

    it(`${hmm.name}: zeta, log readout: regret .026653348`, () => {
      expect(measure(hmm, zetaFilter(hmm, { readout: "log" }), 8).regret).toBeCloseTo(0.026653348, 9);
    });

    it(`${hmm.name}: Kalman, linear readout: regret .0107, R2 .961, on the simplex`, () => {
      const { regret, r2, invalidMass } = measure(hmm, kalmanFilter(hmm, { readout: "linear" }), 8);
      expect(regret).toBeCloseTo(0.0107, 4);
      expect(r2).toBeCloseTo(0.961, 3);
      expect(invalidMass).toBe(0);
    });

    it(`${hmm.name}: zeta, linear readout: regret .505, R2 -.89, 72 % of the mass off the simplex`, () => {
      const { regret, r2, invalidMass } = measure(hmm, zetaFilter(hmm, { readout: "linear" }), 8);
      expect(regret).toBeCloseTo(0.505, 3);
      expect(r2).toBeCloseTo(-0.89, 2);
      expect(invalidMass).toBeCloseTo(0.72, 2);
    });
  }
});

describe("fixed filters on mess3(.15,.6)", () => {
  it("the log readouts cost .0048 (Kalman) and .0018 (zeta) of the gap, 2.4e-5 nats apart", () => {
    const hmm = mess3({ x: 0.15, a: 0.6 });
    const optimal = optimalLossByTokensRead(hmm, 7);
    const gap = Math.log(3) - optimal.reduce((sum, loss) => sum + loss, 0) / 8;
    const kalman = measure(hmm, kalmanFilter(hmm, { readout: "log" }), 8).regret;
    const zeta = measure(hmm, zetaFilter(hmm, { readout: "log" }), 8).regret;
    expect(kalman / gap).toBeCloseTo(0.0048, 4);
    expect(zeta / gap).toBeCloseTo(0.0018, 4);
    expect(kalman - zeta).toBeCloseTo(2.4e-5, 6);
  });
});

describe("fixed filters on rrxor", () => {
  it("gain nothing: their regret is the whole gap, .077034442", () => {
    const hmm = rrxor();
    for (const makeFilter of [kalmanFilter, zetaFilter]) {
      expect(measure(hmm, makeFilter(hmm, { readout: "linear" }), 8).regret).toBeCloseTo(0.077034442, 9);
    }
  });
});
