import {
  circle3,
  circleN,
  coin,
  createHmm,
  even,
  fanizza,
  type Hmm,
  markov,
  matchingParens,
  mess3,
  messN,
  mixture,
  moon,
  randomHmm,
  rrxor,
  sampleTokens,
  stationaryLaw,
  tokenLaw,
  transitionMatrix,
  trap2,
  z1r,
} from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { eigenvalues, matmul, pseudoInverse } from "@beliefscope/tensor/linalg";
import { createRandom } from "@beliefscope/tensor/random";
import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterBeliefs, type FixedFilter, kalmanFilter, messPole, runFilter } from "../index.ts";

/** Pairs of fair bits (b_t, b_{t-delay}): some of each token was foretold `delay` tokens before. */
function delayedBits(delay: number): Hmm {
  const n = 2 ** delay; // the last bits, the latest highest
  const labeledTransitions = [0, 1, 2, 3].map((token) =>
    Array.from({ length: n }, (_, from) =>
      Array.from({ length: n }, (_unused, to) =>
        to === (from >> 1) + (token >> 1) * (n / 2) && (token & 1) === (from & 1) ? 0.5 : 0,
      ),
    ),
  );
  return createHmm({ name: `bits delayed by ${delay}`, labeledTransitions });
}

/** What the filter adds for each token read d steps ago, shape [token, state] for d = 0, 1, ... */
function impulses(filter: FixedFilter, depth: number): Tensor[] {
  const F = { shape: [filter.numStates, filter.numStates], data: filter.transition };
  const list: Tensor[] = [{ shape: [filter.numTokens, filter.numStates], data: filter.tokenVectors }];
  while (list.length < depth) list.push(matmul(list.at(-1)!, F));
  return list;
}

/**
 * The exact least-squares regression of the hidden state on the one-hot tokens of a window: its normal equations from
 * pair probabilities, solved at once. Weights are centred so that they average to 0 under the token law.
 */
function leastSquares(hmm: Hmm, window: number): Tensor[] {
  const { numTokens: v, numStates: n, labeledTransitions } = hmm;
  const pi: Tensor = { shape: [1, n], data: stationaryLaw(hmm) };
  const T = transitionMatrix(hmm);
  const C = tokenLaw(hmm);
  const mu = matmul(pi, C).data;
  // after[token]: the row pi T[token], moved on by T step by step
  let after: Tensor[] = Array.from({ length: v }, (_, token) =>
    matmul(pi, { shape: [n, n], data: labeledTransitions.slice(token * n * n, (token + 1) * n * n) }),
  );
  const size = window * v;
  const covariance = new Float64Array(size * size); // of tokens at lags d, e: index d v + token
  const cross = new Float64Array(size * n); // of tokens with the state
  const setPair = (d: number, a: number, e: number, b: number, value: number): void => {
    covariance[(d * v + a) * size + e * v + b] = value;
    covariance[(e * v + b) * size + d * v + a] = value;
  };
  for (let gap = 0; gap < window; gap++) {
    for (let a = 0; a < v; a++) {
      const predicted = matmul(after[a]!, C).data;
      for (let d = gap + 1; d < window; d++) {
        for (let b = 0; b < v; b++) setPair(d, a, d - gap - 1, b, predicted[b]! - mu[a]! * mu[b]!);
      }
      for (let s = 0; s < n; s++) cross[(gap * v + a) * n + s] = after[a]!.data[s]! - mu[a]! * pi.data[s]!;
      for (let b = 0; b < v; b++) setPair(gap, a, gap, b, (a === b ? mu[a]! : 0) - mu[a]! * mu[b]!);
    }
    after = after.map((row) => matmul(row, T));
  }
  const weights = matmul(pseudoInverse({ shape: [size, size], data: covariance }, { tolerance: 1e-10 }), {
    shape: [size, n],
    data: cross,
  }).data;
  return Array.from({ length: window }, (_, d) => {
    const rows = weights.slice(d * v * n, (d + 1) * v * n);
    const centred = rows.map(
      (weight, k) => weight - mu.reduce((sum, p, token) => sum + p * rows[token * n + (k % n)]!, 0),
    );
    return { shape: [v, n], data: centred };
  });
}

describe("kalmanFilter(hmm, {readout: 'linear'})", () => {
  it("has the poles theta of the closed form for messN; at (.05,.85,3) 0.4942706356, for mess3(.15,.6) .46661", () => {
    expect(kalmanFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "linear" }).poles).toBeCloseToArray(
      [[0.4942706356, 0], [0.4942706356, 0]],
      { atol: 1e-10 },
    ); // prettier-ignore
    expect(kalmanFilter(mess3({ x: 0.15, a: 0.6 }), { readout: "linear" }).poles).toBeCloseToArray(
      [[0.46661, 0], [0.46661, 0]],
      { atol: 5e-6 },
    ); // prettier-ignore
    for (const [x, a, n] of [[0.1, 0.95, 3], [0.05, 0.95, 3], [0.02, 0.5, 5], [0.3, 0.9, 2]] as const) {
      const { poles } = kalmanFilter(messN({ x, a, n }), { readout: "linear" });
      expect(poles).toBeCloseToArray(Array.from({ length: n - 1 }, () => [messPole({ x, a, n }), 0]), { atol: 1e-11 });
    } // prettier-ignore
  });

  it("turns the poles of messN by the circle's angle: theta e^(+-2 pi i / n) on circleN", () => {
    const theta = messPole({ x: 0.05, a: 0.85, n: 3 });
    expect(kalmanFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" }).poles).toBeCloseToArray(
      [[-theta / 2, (theta * Math.sqrt(3)) / 2], [-theta / 2, (-theta * Math.sqrt(3)) / 2]],
      { atol: 1e-11 },
    ); // prettier-ignore
    const moduli = kalmanFilter(circleN({ x: 0.03, a: 0.8, n: 5 }), { readout: "linear" }).poles.map((z) =>
      Math.hypot(...z),
    );
    expect(moduli).toBeCloseToArray(new Array(4).fill(messPole({ x: 0.03, a: 0.8, n: 5 })), { atol: 1e-11 });
  });

  it("is the exact least-squares regression on a long window: no other fixed linear filter is better", () => {
    const hmms = [
      circle3({ x: 0.05, a: 0.85 }),
      trap2(),
      randomHmm({ n: 4, v: 3, seed: 2, temperature: 2.5 }),
      fanizza(),
      moon(),
    ];
    for (const hmm of hmms) {
      const filter = kalmanFilter(hmm, { readout: "linear" });
      const expected = leastSquares(hmm, 22).slice(0, 5);
      impulses(filter, 5).forEach((impulse, d) => {
        expect(impulse.data).toBeCloseToArray(expected[d]!.data, { atol: 1e-7 });
      });
      expect(filter.bias).toBeCloseToArray(stationaryLaw(hmm), { atol: 1e-12 });
    }
  });

  it("is stable and stays in the plane where claims sum to 1, whatever the process", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: false }), (hmm) => {
        const filter = kalmanFilter(hmm, { readout: "linear" });
        for (const [re, im] of filter.poles) expect(Math.hypot(re, im)).toBeLessThan(1);
        const tokens = sampleTokens(hmm, { batch: 1, length: 6, random: createRandom(1) });
        const claims = runFilter(filter, tokens).data;
        for (let t = 0; t < 6; t++) {
          const sum = claims.slice(t * hmm.numStates, (t + 1) * hmm.numStates).reduce((total, c) => total + c, 0);
          expect(sum).toBeCloseTo(1, 10);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it("is the exact belief where tokens show the state", () => {
    const hmm = markov([[0.9, 0.1, 0], [0.2, 0.3, 0.5], [0.6, 0.1, 0.3]]); // prettier-ignore
    const tokens = sampleTokens(hmm, { batch: 2, length: 20, random: createRandom(4) });
    const filter = kalmanFilter(hmm, { readout: "linear" });
    expect(runFilter(filter, tokens).data).toBeCloseToArray(filterBeliefs(hmm, tokens).beliefs.data, { atol: 1e-12 });
  });

  it("knows that there is nothing to learn: no poles for a coin; rrxor's claims predict every token evenly", () => {
    expect(kalmanFilter(coin(), { readout: "linear" }).poles).toEqual([]);
    const filter = kalmanFilter(rrxor(), { readout: "linear" });
    const law = { shape: [5, 2], data: filter.tokenLaw };
    for (const impulse of impulses(filter, 6)) {
      expect(matmul(impulse, law).data).toBeCloseToArray(new Float64Array(4), { atol: 1e-14 });
    }
  });

  it("takes a memory of a hundred or of three million tokens, to the closed form", () => {
    for (const [x, a] of [[1e-5, 0.85], [1e-9, 0.85], [1e-14, 0.85], [1e-5, 0.34], [1e-9, 0.34], [1e-13, 0.999]] as const) {
      const [slowest] = kalmanFilter(messN({ x, a, n: 3 }), { readout: "linear" }).poles[0]!;
      const rate = 1 - messPole({ x, a, n: 3 });
      expect(Math.abs((1 - slowest) / rate - 1)).toBeLessThan(2e-16 / x); // as well as 1 - 2x holds x
    }
    const alternating = kalmanFilter(messN({ x: 1 - 1e-9, a: 0.8, n: 2 }), { readout: "linear" });
    expect(alternating.poles).toBeCloseToArray([[messPole({ x: 1 - 1e-9, a: 0.8, n: 2 }), 0]], { atol: 1e-12 });
  }); // prettier-ignore

  it("takes tokens that are foretold in part, at once or after a while: the claim is then exact", () => {
    for (const delay of [1, 2, 4]) {
      const hmm = delayedBits(delay);
      const filter = kalmanFilter(hmm, { readout: "linear" });
      for (const [re, im] of filter.poles) expect(Math.hypot(re, im)).toBeLessThan(1e-3); // nilpotent
      const expected = leastSquares(hmm, delay + 3);
      impulses(filter, delay + 1).forEach((impulse, d) => {
        expect(impulse.data).toBeCloseToArray(expected[d]!.data, { atol: 1e-9 });
      });
    }
  });

  it("says that no stationary filter exists, and why: the process keeps something, or the filter would have to", () => {
    const keepers = [
      z1r(),
      z1r({ p: 0.1 }),
      mixture([coin({ p: 0.2 }), coin({ p: 0.7 })], [0.5, 0.5]),
      mixture([coin({ p: 0.2 }), coin({ p: 0.201 })], [0.5, 0.5]),
      messN({ x: 1, a: 0.8, n: 2 }),
      messN({ x: 1, a: 1, n: 2 }),
    ];
    for (const hmm of keepers) {
      expect(() => kalmanFilter(hmm, { readout: "linear" })).toThrow(
        `kalmanFilter: the process must have a stationary best filter, got ${hmm.name}, which keeps a phase or component for ever`,
      );
    }
    for (const hmm of [even(), even({ p: 0.01 }), matchingParens([1, 0.5, 0.5, 0.5])]) {
      expect(() => kalmanFilter(hmm, { readout: "linear" })).toThrow(
        `got ${hmm.name}, whose best linear filter would have to remember for ever (a pole on the unit circle)`,
      );
    }
  });

  it("does not mind what is kept for ever where no token tells of it", () => {
    const same = mixture([circle3(), circle3()], [0.3, 0.7]);
    const { poles } = kalmanFilter(same, { readout: "linear" });
    expect(poles).toBeCloseToArray(kalmanFilter(circle3(), { readout: "linear" }).poles, { atol: 1e-12 });
  });

  it("has numStates - 1 poles on a random process, the eigenvalues of F but for the 1 of lost probability", () => {
    for (const n of [3, 12, 24]) {
      const filter = kalmanFilter(randomHmm({ n, v: 3, temperature: 1, seed: 1 }), { readout: "linear" });
      expect(filter.poles).toHaveLength(n - 1);
      const all = eigenvalues({ shape: [n, n], data: filter.transition }).map(([re, im]) => Math.hypot(re, im));
      expect(all[0]).toBeCloseTo(1, 9);
      const moduli = filter.poles.map(([re, im]) => Math.hypot(re, im));
      moduli.slice(0, 3).forEach((modulus, i) => {
        expect(modulus).toBeCloseTo(all[i + 1]!, 6);
      });
    }
  });
});
