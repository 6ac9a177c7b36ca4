import { describe, expect, it } from "vitest";
import "./to-be-close-to-array.ts";

describe("expect(actual).toBeCloseToArray(expected, {atol, rtol})", () => {
  it("accepts differences up to atol + rtol |expected|, also in nested and typed arrays", () => {
    expect(Float64Array.of(1, 2)).toBeCloseToArray([1.05, 1.95], { atol: 0.051 });
    expect([[100], Float32Array.of(1)]).toBeCloseToArray([[101], [1]], { rtol: 0.01 });
    expect([Infinity]).toBeCloseToArray([Infinity], {});
  });

  it("rejects larger differences, NaN, and other shapes", () => {
    expect([1]).not.toBeCloseToArray([1.2], { atol: 0.1 });
    expect([NaN]).not.toBeCloseToArray([NaN], { atol: 1 });
    expect([1, 2]).not.toBeCloseToArray([1], { atol: 1 });
    expect([[1]]).not.toBeCloseToArray([1], { atol: 1 });
  });

  it("says where the first difference is", () => {
    expect(() => {
      expect([[0, 1]]).toBeCloseToArray([[0, 2]], { atol: 0.5 });
    }).toThrow("expected 2 at [0][1], got 1");
  });
});
