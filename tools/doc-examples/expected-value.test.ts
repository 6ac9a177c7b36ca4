import { describe, expect, it } from "vitest";
import { expectValue, type Mark } from "./expected-value.ts";

const agrees = (actual: unknown, mark: Mark, text: string): boolean => {
  try {
    expectValue(actual, mark, text, "here:1");
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    return false;
  }
};

describe("expectValue(actual, mark, text, place)", () => {
  it.each([
    [0.85, "≈", "0.85", true],
    [0.8549, "≈", "0.85", true],
    [0.856, "≈", "0.85", false],
    [-0.8549, "≈", "-0.85", true],
    [1.26e-7, "≈", "1.3e-7", true],
    [1.36e-7, "≈", "1.3e-7", false],
    [1234, "≈", "1.2e3", true],
    [12, "≈", "12.0", true],
    [12.06, "≈", "12.0", false],
    [Number.NaN, "≈", "0.5", false],
    [Number.NaN, "=>", "NaN", true],
    [-Infinity, "≈", "-Infinity", true],
    [0.1 + 0.2, "=>", "0.3", false],
    ["mess3", "=>", '"mess3"', true],
    [undefined, "=>", "undefined", true],
    [null, "=>", "undefined", false],
    [3n, "=>", "3n", true],
    [Float64Array.of(0.5, 0.25), "=>", "[0.5, 0.25]", true],
    [Int32Array.of(1, 2, 3), "=>", "[1, 2]", false],
    [[[1], [2.04]], "≈", "[[1.0], [2.0]]", true],
    [{ shape: [2], ok: true }, "=>", "{ shape: [2], ok: true }", true],
    [{ shape: [2], ok: true }, "=>", "{ shape: [2] }", false],
    ["0.85", "≈", "0.85", false],
  ] as const)("%o %s %s is %s", (actual, mark, text, verdict) => {
    expect(agrees(actual, mark, text)).toBe(verdict);
  });

  it("names the place, what was said and what came", () => {
    expect(() => {
      expectValue([1, 2], "≈", "[1, 3]", "README.md:7");
    }).toThrow("README.md:7: the comment says ≈ [1, 3], the value is [ 1, 2 ]");
  });

  it("refuses text that is no literal", () => {
    expect(() => agrees(1, "=>", "about one")).toThrow(SyntaxError);
    expect(() => agrees(1, "=>", "one")).toThrow(SyntaxError);
  });
});
