import { type FixedFilter, kalmanFilter, zetaFilter } from "@beliefscope/belief";
import { circle3, messN } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { diagonalFromFilter, runDiagonalRecurrence } from "./diagonal-recurrence.ts";

describe("runDiagonalRecurrence(model, tokens)", () => {
  it("turns and shrinks an impulse by a complex pole", () => {
    const model = {
      numTokens: 2,
      numOutputs: 1,
      modes: [
        {
          pole: [0, 0.5] as const, // a quarter turn a step
          real: { shape: [2, 1], data: Float64Array.of(0, 16) },
          imaginary: { shape: [2, 1], data: Float64Array.of(0, 8) },
        },
      ],
      bias: Float64Array.of(1),
    };
    const { data } = runDiagonalRecurrence(model, { shape: [1, 5], data: Int32Array.of(1, 0, 0, 0, 0) });
    expect([...data]).toEqual([17, -3, -3, 2, 2]); // 1 + Re (i/2)^d (16 + 8i)
  });
});

describe("diagonalFromFilter(filter)", () => {
  it("has one mode for messN, the eigenvalue of its transition matrix under the zeta-law", () => {
    const { modes } = diagonalFromFilter(zetaFilter(messN({ x: 0.05, a: 0.85, n: 3 }), { readout: "log" }));
    expect(modes.length).toBe(1);
    expect(modes[0]!.pole[0]).toBeCloseTo(0.85, 12);
    expect(modes[0]!.pole[1]).toBe(0);
  });

  it("has one complex mode for circle3, which turns by a third of a circle under the zeta-law", () => {
    const { modes } = diagonalFromFilter(zetaFilter(circle3({ x: 0.05, a: 0.85 }), { readout: "linear" }));
    expect(modes.length).toBe(1);
    const [re, im] = modes[0]!.pole;
    expect(Math.hypot(re, im)).toBeCloseTo(0.85, 12);
    expect(Math.atan2(im, re)).toBeCloseTo((2 * Math.PI) / 3, 12);
  });

  it("refuses a transition with a Jordan block", () => {
    const filter: FixedFilter = {
      ...kalmanFilter(messN({ x: 0.05, a: 0.85, n: 2 }), { readout: "linear" }),
      transition: Float64Array.of(0.5, 1, 0, 0.5),
      poles: [[0.5, 0], [0.5, 0]], // prettier-ignore
    };
    expect(() => diagonalFromFilter(filter)).toThrow(
      new RangeError("diagonalFromFilter: the filter's transition must be diagonalisable, got poles 0.5+0i, 0.5+0i"),
    );
  });
});
