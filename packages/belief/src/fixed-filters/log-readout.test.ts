import {
  fromTransitionEmission,
  type Hmm,
  messN,
  randomHmm,
  rrxor,
  sampleTokens,
  stationaryLaw,
  trap2,
} from "@beliefscope/hmm-core";
import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { filterBeliefs, kalmanFilter, runFilter, zetaFilter } from "../index.ts";

const softmax = (scores: number[]): number[] => {
  const weights = scores.map(Math.exp);
  return weights.map((weight) => weight / weights.reduce((a, b) => a + b, 0));
};

/** softmax(log pi + sum_d pole^d log E[:, o_{t-d}]) T for messN. */
function scalarFilter(x: number, a: number, n: number, pole: number, word: readonly number[]): number[] {
  const scores = Array.from({ length: n }, (_, state) =>
    word.reduce((score, token) => pole * score + Math.log(token === state ? a : (1 - a) / (n - 1)), 0),
  );
  const weights = softmax(scores);
  return weights.map((weight) => (1 - n * x) * weight + x);
}

describe("the log readout of kalmanFilter and zetaFilter", () => {
  it("on messN is softmax(log pi + sum_d pole^d log E) T with the scalar pole", () => {
    const [x, a, n] = [0.04, 0.7, 4];
    const hmm = messN({ x, a, n });
    const word = [0, 3, 3, 1, 2, 0, 1];
    for (const filter of [kalmanFilter(hmm, { readout: "log" }), zetaFilter(hmm, { readout: "log" })]) {
      const [pole] = filter.poles[0]!;
      const claims = runFilter(filter, createTensor(Int32Array.from(word), [1, word.length])).data;
      word.forEach((_, t) => {
        const expected = scalarFilter(x, a, n, pole, word.slice(0, t + 1));
        expect(claims.slice(t * n, (t + 1) * n)).toBeCloseToArray(expected, { atol: 1e-12 });
      });
    }
    expect(zetaFilter(hmm, { readout: "log" }).poles[0]).toBeCloseToArray([1 - n * x, 0], { atol: 1e-12 });
  });

  // A transition matrix that is not symmetric, a stationary law that is not uniform.
  const T = [[0.7, 0.25, 0.05], [0.1, 0.5, 0.4], [0.35, 0.05, 0.6]]; // prettier-ignore
  const evidence = [[1, -1], [-0.4, 0.4], [0.3, -0.3]]; // prettier-ignore
  const withEvidence = (strength: number, emitOn: "departure" | "arrival"): Hmm =>
    fromTransitionEmission(
      T,
      evidence.map((row) => row.map((entry) => 0.5 + strength * entry)),
      { emitOn },
    );

  it.each(["departure", "arrival"] as const)("is exact to first order in weak evidence (%s form)", (emitOn) => {
    const worst = (strength: number, make: typeof kalmanFilter): number => {
      const hmm = withEvidence(strength, emitOn);
      const tokens = sampleTokens(hmm, { batch: 20, length: 8, random: createRandom(1) });
      const claims = runFilter(make(hmm, { readout: "log" }), tokens).data;
      const { beliefs } = filterBeliefs(hmm, tokens);
      return Math.max(...claims.map((claim, i) => Math.abs(claim - beliefs.data[i]!)));
    };
    const pi = stationaryLaw(withEvidence(0.1, emitOn));
    expect(Math.max(...pi) / Math.min(...pi)).toBeGreaterThan(1.1);
    for (const make of [kalmanFilter, zetaFilter]) {
      // Errors of second order fall by 4 when the evidence halves; of first order only by 2.
      const ratio = worst(0.01, make) / worst(0.005, make);
      expect(ratio).toBeGreaterThan(3.5);
      expect(worst(0.005, make)).toBeLessThan(1e-3);
    }
  });

  it("claims laws: on the simplex, whatever is read", () => {
    const hmm = withEvidence(0.4, "arrival");
    const claims = runFilter(kalmanFilter(hmm, { readout: "log" }), createTensor(new Int32Array(50), [1, 50])).data;
    expect(claims.every((claim) => claim >= 0 && claim <= 1)).toBe(true);
    expect(claims.slice(147).reduce((sum, claim) => sum + claim, 0)).toBeCloseTo(1, 14);
  });

  it("is refused where log-evidence does not exist, with the reason", () => {
    expect(() => kalmanFilter(rrxor(), { readout: "log" })).toThrow(
      "kalmanFilter: the log readout needs a process that factors into transition and emission, got rrxor, which does not",
    );
    expect(() => zetaFilter(randomHmm(), { readout: "log" })).toThrow(
      "zetaFilter: the log readout needs a process that factors",
    );
    expect(() => zetaFilter(trap2(), { readout: "log" })).toThrow(
      "zetaFilter: the log readout needs positive emission probabilities, got a zero in trap2",
    );
    const transient = fromTransitionEmission([[0.5, 0.5, 0], [0.25, 0.75, 0], [1, 0, 0]], evidence.map(() => [0.5, 0.5]), {
      emitOn: "departure",
    }); // prettier-ignore
    expect(() => zetaFilter(transient, { readout: "log" })).toThrow(
      "needs positive stationary probabilities, got a zero in hmm",
    );
  });
});
