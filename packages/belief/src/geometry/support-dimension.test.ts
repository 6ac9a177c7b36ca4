import { cantor, circle3, mess3, mixture, moon, rrxor, sierpinski, sns, trap2, z1r } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { supportDimension } from "../index.ts";

describe("supportDimension(hmm)", () => {
  it.each([
    ["cantor(3)", cantor({ s: 3 }), Math.LN2 / Math.log(3), 0.02],
    ["cantor(7)", cantor({ s: 7 }), Math.LN2 / Math.log(7), 0.02],
    ["sierpinski(2)", sierpinski(), Math.log2(3), 0.08],
    ["sierpinski(3), whatever its weights", sierpinski({ s: 3, a: 0.05 }), 1, 0.05],
    // Below, an independent measurement on file.
    ["mess3(.05, .85)", mess3({ x: 0.05, a: 0.85 }), 1.77, 0.1],
    ["circle3(.05, .85), which is messN in a rotating frame", circle3({ x: 0.05, a: 0.85 }), 1.77, 0.1],
  ])("of %s is the closed form's", (_, hmm, expected, tolerance) => {
    const { value, error, fitRange } = supportDimension(hmm);
    expect(Math.abs(value! - expected)).toBeLessThan(tolerance);
    expect(error!).toBeGreaterThan(0);
    expect(error!).toBeLessThan(0.12);
    expect(fitRange![0]).toBeLessThan(fitRange![1]);
  });

  it("is 0 for finitely many beliefs, and for those that close in on one geometrically", () => {
    for (const hmm of [rrxor(), z1r(), trap2({ x: 0.1, a: 0.25 }), sns({ p: 0.5, q: 0.3 })]) {
      expect(supportDimension(hmm)).toMatchObject({ value: 0, error: 0 });
    }
  });

  it("is 1/2 for sns(p, p): its beliefs after n zeros close in on one as 1/n", () => {
    expect(Math.abs(supportDimension(sns({ p: 0.5, q: 0.5 })).value! - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(supportDimension(sns({ p: 0.2, q: 0.2 })).value! - 0.5)).toBeLessThan(0.05);
  });

  it("takes signed processes in their own gauge", () => {
    expect(supportDimension(moon()).value).toBeGreaterThan(0.5);
  });

  it("says null and why where boxes run out", () => {
    const few = supportDimension(mess3(), { maxBoxes: 100 });
    expect(few).toMatchObject({ value: null, reason: "more than 100 boxes" });
  });

  it("refuses a process of several recurrent classes, and too few boxes", () => {
    expect(() => supportDimension(mixture([z1r(), rrxor()], [0.5, 0.5]))).toThrow(/one recurrent class/);
    expect(() => supportDimension(z1r(), { maxBoxes: 1 })).toThrow(
      /maxBoxes must be an integer of at least 100, got 1/,
    );
  });
});
