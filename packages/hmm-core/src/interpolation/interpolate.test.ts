import { arbitraryHmm } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circle3,
  createHmm,
  even,
  fanizza,
  goldenMean,
  interpolateHmm,
  interpolateProcess,
  processes,
  randomHmm,
  stationaryLaw,
  tokenLaw,
} from "../index.ts";

const paths = ["linear", "logit"] as const;

describe("interpolateHmm(a, b, t, {path})", () => {
  it("is a proper process at every t, without a jump, from a to b, zeros or not", () => {
    const pair = fc
      .tuple(
        fc.array(arbitraryHmm({ zeros: true }), { minLength: 12, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      )
      .map(([hmms, t]) => {
        const [a, ...others] = hmms as [(typeof hmms)[number], ...typeof hmms];
        const b = others.find(({ numStates, numTokens }) => numStates === a.numStates && numTokens === a.numTokens);
        return [a, b ?? a, t] as const;
      });
    fc.assert(
      fc.property(pair, fc.constantFrom(...paths), ([a, b, t], path) => {
        for (const [hmm, end] of [
          [a, 0],
          [b, 1],
        ] as const) {
          // prettier-ignore
          const there = interpolateHmm(a, b, end, { path });
          expect(there.labeledTransitions).toBeCloseToArray(hmm.labeledTransitions, { atol: 1e-14 });
          expect(there.initialBelief).toBeCloseToArray(hmm.initialBelief, { atol: 1e-9 });
          const near = interpolateHmm(a, b, Math.abs(end - 1e-9), { path });
          expect(near.labeledTransitions).toBeCloseToArray(hmm.labeledTransitions, { atol: 1e-7 });
        }
        const between = interpolateHmm(a, b, t, { path }); // createHmm has checked it
        between.labeledTransitions.forEach((probability, i) => {
          if (a.labeledTransitions[i] === 0 && b.labeledTransitions[i] === 0) expect(probability).toBe(0);
        });
        expect(tokenLaw(between).data.every((probability) => probability >= 0)).toBe(true);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("moves probabilities linearly, or the differences of their logarithms", () => {
    const [a, b] = [randomHmm({ seed: 1 }), randomHmm({ seed: 2 })];
    const linear = interpolateHmm(a, b, 0.3, { path: "linear" }).labeledTransitions;
    expect(linear).toBeCloseToArray(
      a.labeledTransitions.map((p, i) => 0.7 * p + 0.3 * b.labeledTransitions[i]!),
      { atol: 1e-15 },
    );
    const logit = interpolateHmm(a, b, 0.3, { path: "logit" }).labeledTransitions;
    const odds = (T: Float64Array, i: number): number => Math.log(T[i]! / T[1]!); // entries 0 to 2 share a row
    for (const i of [0, 2, 9]) {
      const expected = 0.7 * odds(a.labeledTransitions, i) + 0.3 * odds(b.labeledTransitions, i);
      expect(odds(logit, i)).toBeCloseTo(expected, 12);
    }
  });

  it("lets what is 0 at one end go linearly on the logit path", () => {
    const a = createHmm({ labeledTransitions: [[[0.5]], [[0.5]], [[0]], [[0]]] });
    const b = createHmm({ labeledTransitions: [[[0.6]], [[0]], [[0.4]], [[0]]] });
    expect(interpolateHmm(a, b, 0.25, { path: "logit" }).labeledTransitions).toBeCloseToArray(
      [0.75 * 0.5 + 0.25 * 0.6, 0.75 * 0.5, 0.25 * 0.4, 0],
      { atol: 1e-15 },
    );
  });

  it("starts stationary if both do", () => {
    for (const path of paths) {
      const between = interpolateHmm(even({ p: 0.3 }), goldenMean(), 0.4, { path });
      expect(between.initialBelief).toBeCloseToArray(stationaryLaw(between), { atol: 1e-15 });
      const b = { ...goldenMean(), initialBelief: Float64Array.of(0, 1) };
      const moved = interpolateHmm({ ...even(), initialBelief: Float64Array.of(1, 0) }, b, 0.4, { path });
      expect(moved.initialBelief).toBeCloseToArray([0.6, 0.4], { atol: 1e-15 });
    }
  });

  it("refuses signed processes, other shapes, and places off the path", () => {
    expect(() => interpolateHmm(randomHmm({ n: 4, v: 2 }), fanizza(), 0.5, { path: "linear" })).toThrow(
      "interpolateHmm: b must be a proper HMM, got fanizza with a rightVector",
    );
    expect(() => interpolateHmm(circle3(), even(), 0.5, { path: "linear" })).toThrow(
      "interpolateHmm: b must have 3 tokens and 3 states like a, got 2 tokens and 2 states",
    );
    expect(() => interpolateHmm(even(), even(), 1.5, { path: "linear" })).toThrow(
      "interpolateHmm: t must be in [0, 1], got 1.5",
    );
    expect(() => interpolateHmm(even(), even(), 0.5, { path: "round" as "logit" })).toThrow(
      'interpolateHmm: path must be "linear" or "logit", got "round"',
    );
  });
});

describe("interpolateProcess(id, a, b, t)", () => {
  it("is a member of the family, for every family with convex bounds and all pairs of its members", () => {
    for (const { id, parameters, create } of processes.filter((process) => process.id !== "sierpinski")) {
      const member = fc
        .record(
          Object.fromEntries(
            parameters
              .filter(({ integer }) => !integer)
              .map(({ name, min, max }) => [name, fc.double({ min, max: Math.min(max, min + 10), noNaN: true })]),
          ),
        )
        .filter((given) => {
          try {
            create(given);
            return true;
          } catch {
            return false;
          }
        });
      fc.assert(
        fc.property(member, member, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
          const { hmm, params } = interpolateProcess(id, a, b, t);
          for (const { name, integer } of parameters) {
            if (!integer) expect(params[name]).toBeCloseTo((1 - t) * a[name]! + t * b[name]!, 12);
          }
          expect(hmm).toEqual(create(params));
        }),
        { seed: 4, numRuns: 20 },
      );
    }
  });

  it("throws where sierpinski's bound cuts the way", () => {
    const [a, b] = [
      { s: 1, a: 1 },
      { s: 10, a: 0.1 },
    ];
    expect(() => interpolateProcess("sierpinski", a, b, 0.5)).toThrow("sierpinski: a must be at most 1/s");
    expect(interpolateProcess("sierpinski", { s: 2, a: 0.1 }, { s: 3, a: 0.2 }, 0.5).params).toEqual({
      s: 2.5,
      a: expect.closeTo(0.15, 12) as number,
    });
  });

  it("keeps integers, and refuses ends where they differ", () => {
    expect(interpolateProcess("messN", { x: 0.1, n: 4 }, { x: 0.2, n: 4 }, 0.5).params.n).toBe(4);
    expect(() => interpolateProcess("messN", { n: 3 }, { n: 4 }, 0.5)).toThrow(
      "interpolateProcess: n must be the same at both ends, being an integer, got 3 and 4",
    );
    expect(() => interpolateProcess("coin", {}, {}, -1)).toThrow("interpolateProcess: t must be in [0, 1], got -1");
  });
});
