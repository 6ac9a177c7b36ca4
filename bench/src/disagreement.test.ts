import { describe, expect, it } from "vitest";
import { disagreement } from "./disagreement.ts";

describe("disagreement(numbers, ours)", () => {
  it("is absolute below 1 and relative above", () => {
    expect(disagreement(Float64Array.of(0.5, 200), Float64Array.of(0.25, 100))).toBe(1);
    expect(disagreement(Float64Array.of(0.5), Float64Array.of(0.25, 100))).toBe(0.25);
  });

  it("is infinite for what is no number, too long or empty", () => {
    expect(disagreement(Float64Array.of(NaN, 0), Float64Array.of(0, 0))).toBe(Infinity);
    expect(disagreement(Float64Array.of(0, 0), Float64Array.of(0))).toBe(Infinity);
    expect(disagreement(new Float64Array(0), Float64Array.of(0))).toBe(Infinity);
  });
});
