import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createHmm,
  fanizza,
  fromTransitionEmission,
  mixture,
  moon,
  coin,
  stationaryLaw,
  transitionMatrix,
} from "./index.ts";

const visible = (transition: number[][], initialBelief?: number[]) =>
  fromTransitionEmission(
    transition,
    transition.map((_, i) => transition.map((_row, j) => (i === j ? 1 : 0))),
    {
      emitOn: "departure",
      ...(initialBelief && { initialBelief }),
    },
  );

function push(belief: Float64Array, T: Float64Array): Float64Array {
  const n = belief.length;
  return belief.map((_, to) => belief.reduce((sum, weight, from) => sum + weight * T[from * n + to]!, 0));
}

describe("stationaryLaw(hmm)", () => {
  it("is the probability vector that one step leaves as it is", () => {
    fc.assert(
      fc.property(arbitraryHmm({ zeros: false, maxStates: 6 }), (hmm) => {
        const pi = stationaryLaw(hmm);
        expect(push(pi, transitionMatrix(hmm).data)).toBeCloseToArray(pi, { atol: 1e-14 });
        expect(pi.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 14);
      }),
      { seed: 1 },
    );
  });

  it("is p[i] ~ 1/(expected stay) for a slow two-state chain, to full relative accuracy", () => {
    const [a, b] = stationaryLaw(visible([[1 - 1e-12, 1e-12], [3e-12, 1 - 3e-12]])); // prettier-ignore
    expect([a, b]).toBeCloseToArray([0.75, 0.25], { atol: 1e-4 }); // 1 - 3e-12 itself is rounded
    const drift = stationaryLaw(visible([[1 - 1e-9, 1e-9, 0], [1, 0, 0], [0, 1, 0]])); // prettier-ignore
    expect(drift[2]).toBe(0);
  });

  it("gives transient states exactly 0, and a periodic chain its one law", () => {
    expect(stationaryLaw(visible([[0, 1, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]]))).toEqual(Float64Array.of(0, 0.5, 0.5)); // prettier-ignore
    expect(stationaryLaw(visible([[0, 1], [1, 0]]))).toEqual(Float64Array.of(0.5, 0.5)); // prettier-ignore
  });

  it("refuses several recurrent classes, unless the process is told where to start", () => {
    const transition = [[1, 0], [0, 1]]; // prettier-ignore
    expect(() => visible(transition)).toThrow(
      "createHmm: initialBelief of hmm must be given, as there are several stationary laws, got none",
    );
    expect(() => stationaryLaw(visible(transition, [0.25, 0.75]))).toThrow(
      "stationaryLaw: the states of hmm must have one recurrent class, got several",
    );
    expect([...visible(transition, [0.25, 0.75]).initialBelief]).toEqual([0.25, 0.75]);
    const signed = { labeledTransitions: [transition], rightVector: [1, 1] };
    expect(() => createHmm(signed)).toThrow("createHmm: initialBelief of hmm must be given");
    expect(() => stationaryLaw(createHmm({ ...signed, initialBelief: [0.5, 0.5] }))).toThrow(
      "stationaryLaw: hmm must have one stationary law, got several",
    );
    expect(() => stationaryLaw(mixture([coin(), coin()], [0.5, 0.5]))).toThrow(RangeError);
  });

  it("of a generalized process is the left vector with pi|1> = 1", () => {
    for (const hmm of [fanizza(), moon()]) {
      const pi = stationaryLaw(hmm);
      expect(push(pi, transitionMatrix(hmm).data)).toBeCloseToArray(pi, { atol: 1e-12 });
      expect(pi.reduce((sum, p, i) => sum + p * hmm.rightVector![i]!, 0)).toBeCloseTo(1, 12);
    }
  });
});
