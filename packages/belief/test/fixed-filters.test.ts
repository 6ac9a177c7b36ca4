import { circle3, type Hmm, mess3, messN, rrxor } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import {
  approximationCost,
  type ClaimErrors,
  type FixedFilter,
  kalmanFilter,
  optimalLossByTokensRead,
  runFilterOnEnsemble,
  wordEnsemble,
  zetaFilter,
} from "../src/index.ts";

/** The cost of a filter over predictions after k = 0 ... L-1 tokens, every word with its probability. */
function costOf(hmm: Hmm, filter: FixedFilter, L: number): ClaimErrors {
  const ensemble = wordEnsemble(hmm, L - 1);
  const floor = filter.readout.kind === "linear" ? filter.readout.floor : 0;
  return approximationCost(hmm, ensemble, runFilterOnEnsemble(filter, ensemble), { floor }).mean;
}

// Numbers from independent computations (numpy, mpmath) at L = 8.
describe("fixed filters on messN(.05,.85,3), and on circle3, the same process in a rotating frame", () => {
  for (const hmm of [messN({ x: 0.05, a: 0.85, n: 3 }), circle3({ x: 0.05, a: 0.85 })]) {
    it(`${hmm.name}: Kalman, log readout: regret .005181508`, () => {
      expect(costOf(hmm, kalmanFilter(hmm, { readout: "log" }), 8).kl).toBeCloseTo(0.005181508, 9);
    });

    it(`${hmm.name}: zeta, log readout: regret .026653348`, () => {
      expect(costOf(hmm, zetaFilter(hmm, { readout: "log" }), 8).kl).toBeCloseTo(0.026653348, 9);
    });

    it(`${hmm.name}: Kalman, linear readout: regret .0107, R2 .961, on the simplex`, () => {
      const { kl, r2, invalidMass } = costOf(hmm, kalmanFilter(hmm, { readout: "linear" }), 8);
      expect(kl).toBeCloseTo(0.0107, 4);
      expect(r2).toBeCloseTo(0.961, 3);
      expect(invalidMass).toBe(0);
    });

    it(`${hmm.name}: zeta, linear readout: regret .505, R2 -.89, 72 % of the mass off the simplex`, () => {
      const { kl, r2, invalidMass } = costOf(hmm, zetaFilter(hmm, { readout: "linear" }), 8);
      expect(kl).toBeCloseTo(0.505, 3);
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
    const kalman = costOf(hmm, kalmanFilter(hmm, { readout: "log" }), 8).kl;
    const zeta = costOf(hmm, zetaFilter(hmm, { readout: "log" }), 8).kl;
    expect(kalman / gap).toBeCloseTo(0.0048, 4);
    expect(zeta / gap).toBeCloseTo(0.0018, 4);
    expect(kalman - zeta).toBeCloseTo(2.4e-5, 6);
  });
});

describe("fixed filters on rrxor", () => {
  it("gain nothing: their regret is the whole gap, .077034442", () => {
    const hmm = rrxor();
    for (const makeFilter of [kalmanFilter, zetaFilter]) {
      expect(costOf(hmm, makeFilter(hmm, { readout: "linear" }), 8).kl).toBeCloseTo(0.077034442, 9);
    }
  });
});
