import { messN, tokenLaw, transitionMatrix } from "@beliefscope/hmm-core";
import { eigenvalues } from "@beliefscope/tensor/linalg";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messPole } from "../index.ts";

describe("messPole({x, a, n})", () => {
  it("is .49427 at (.05,.85,3), .46661 at (.15,.6,3), .16 at (.1,.95,3), .27 at (.05,.95,3) (independent computation)", () => {
    expect(messPole({ x: 0.05, a: 0.85, n: 3 })).toBeCloseTo(0.4942706356, 10);
    expect(messPole({ x: 0.15, a: 0.6, n: 3 })).toBeCloseTo(0.46661, 5);
    expect(messPole({ x: 0.1, a: 0.95, n: 3 })).toBeCloseTo(0.16, 2);
    expect(messPole({ x: 0.05, a: 0.95, n: 3 })).toBeCloseTo(0.27, 2);
  });

  it("is l (1 - K b) with P iterated to its fixed point, P = l^2 P (1 - b^2)/(b^2 P + 1 - b^2) + 1 - l^2", () => {
    const parameters = fc.record({
      x: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      a: fc.double({ min: 0, max: 1, noNaN: true }),
      n: fc.integer({ min: 2, max: 6 }),
    });
    fc.assert(
      fc.property(parameters, ({ x: share, a, n }) => {
        const x = share / (n - 1);
        const l = 1 - n * x;
        const b = (n * a - 1) / (n - 1);
        fc.pre(b * b < 1);
        let P = 1;
        for (let k = 0; k < 5000; k++) P = (l * l * P * (1 - b * b)) / (b * b * P + 1 - b * b) + 1 - l * l;
        const K = (P * b) / (b * b * P + 1 - b * b);
        expect(messPole({ x, a, n })).toBeCloseTo(l * (1 - K * b), 9);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("is the second eigenvalue of T where tokens show nothing, 0 where they show the state, of modulus 1 where x is 0", () => {
    for (const n of [2, 3, 5]) {
      const hmm = messN({ x: 0.07, a: 0.6, n });
      expect(messPole({ x: 0.07, a: 1 / n, n })).toBeCloseTo(eigenvalues(transitionMatrix(hmm))[1]![0], 14);
      expect(eigenvalues(tokenLaw(hmm))[1]![0]).toBeCloseTo((n * 0.6 - 1) / (n - 1), 14); // b
      expect(messPole({ x: 0.07, a: 1, n })).toBe(0);
      expect(messPole({ x: 1 / n, a: 0.6, n })).toBe(0);
      expect(messPole({ x: 0, a: 0.6, n })).toBe(1);
    }
    expect(messPole({ x: 1, a: 0.6, n: 2 })).toBe(-1);
    expect(messPole({ x: 0.9, a: 0.6, n: 2 })).toBeLessThan(0);
  });

  it("refuses what messN refuses", () => {
    expect(() => messPole({ x: 0.6, a: 0.5, n: 3 })).toThrow("messPole: x must be in [0, 0.5], got 0.6");
    expect(() => messPole({ x: NaN, a: 0.5, n: 3 })).toThrow("messPole: x must be in [0, 0.5], got NaN");
    expect(() => messPole({ x: 0.1, a: -0.1, n: 3 })).toThrow("messPole: a must be in [0, 1], got -0.1");
    expect(() => messPole({ x: 0.1, a: 0.5, n: 1 })).toThrow("messPole: n must be an integer of at least 2, got 1");
  });
});
