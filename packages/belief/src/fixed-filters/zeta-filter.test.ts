import {
  circle3,
  coin,
  fanizza,
  type Hmm,
  mess3,
  randomHmm,
  stationaryLaw,
  transitionMatrix,
} from "@beliefscope/hmm-core";
import { createTensor, type Tensor } from "@beliefscope/tensor";
import { eigenvalues, matmul } from "@beliefscope/tensor/linalg";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { kalmanFilter, runFilter, updateBelief, zetaFilter } from "../index.ts";

/** r = pi + sum_s (pi T^(z_s) T^(d - s) / P(z_s) - pi), the published formula, term by term. */
function constrainedBelief(hmm: Hmm, word: readonly number[]): Float64Array {
  const n = hmm.numStates;
  const pi = stationaryLaw(hmm);
  const claim = pi.slice();
  word.forEach((token, s) => {
    let row: Tensor = { shape: [1, n], data: updateBelief(hmm, pi, token) };
    for (let step = s + 1; step < word.length; step++) row = matmul(row, transitionMatrix(hmm));
    row.data.forEach((entry, i) => (claim[i]! += entry - pi[i]!));
  });
  return claim;
}

describe("zetaFilter(hmm, {readout: 'linear'})", () => {
  it("is the constrained belief of arXiv:2502.01954, term by term", () => {
    for (const hmm of [circle3(), randomHmm({ n: 4, v: 2, seed: 3 }), mess3(), fanizza()]) {
      const word = [0, 1, 1, 0, 1];
      const filter = zetaFilter(hmm, { readout: "linear" });
      const claims = runFilter(filter, createTensor(Int32Array.from(word), [1, 5])).data.slice(4 * hmm.numStates);
      expect(claims).toBeCloseToArray(constrainedBelief(hmm, word), { atol: 1e-12 });
    }
  });

  it("is exact after one token", () => {
    const hmm = randomHmm({ n: 3, v: 3, seed: 8 });
    const claims = runFilter(zetaFilter(hmm, { readout: "linear" }), createTensor(Int32Array.of(2), [1, 1])).data;
    expect(claims).toBeCloseToArray(updateBelief(hmm, hmm.initialBelief, 2), { atol: 1e-14 });
  });

  it("has the eigenvalues of T but 1 as poles", () => {
    const hmm = circle3({ x: 0.05, a: 0.85 });
    const { poles } = zetaFilter(hmm, { readout: "linear" });
    expect(poles).toBeCloseToArray(eigenvalues(transitionMatrix(hmm)).slice(1), { atol: 1e-12 });
    expect(poles).toBeCloseToArray([[-0.425, 0.425 * Math.sqrt(3)], [-0.425, -0.425 * Math.sqrt(3)]], { atol: 1e-12 }); // prettier-ignore
  });

  it("lets a token that never comes shift nothing", () => {
    const filter = zetaFilter(coin({ p: 1 }), { readout: "linear" });
    expect([...filter.tokenVectors]).toEqual([0, 0]);
  });
});

describe("zetaFilter and kalmanFilter", () => {
  it("refuse a readout they do not know", () => {
    const options = { readout: "x" } as unknown as { readout: "log" };
    expect(() => zetaFilter(circle3(), options)).toThrow('zetaFilter: readout must be "linear" or "log", got "x"');
    expect(() => kalmanFilter(circle3(), options)).toThrow('kalmanFilter: readout must be "linear" or "log", got "x"');
  });
});
