import { describe, expect, it } from "vitest";
import { escapeText, svgElement, svgNumber } from "./svg-element.ts";

describe("svgElement(name, attributes, ...children)", () => {
  it("escapes attribute values and leaves out absent ones", () => {
    expect(svgElement("g", { id: 'a"<b', fill: undefined }, "<p/>")).toBe('<g id="a&quot;&lt;b"><p/></g>');
  });
});

describe("svgNumber(value)", () => {
  it("keeps two decimals and no negative zero", () => {
    expect([1, 0.125, -0.001, 2 / 3, 1e6].map(svgNumber)).toEqual(["1", "0.13", "0", "0.67", "1000000"]);
  });

  it("refuses what cannot be drawn", () => {
    expect(() => svgNumber(Number.NaN)).toThrow("svgNumber: value must be finite, got NaN");
  });
});

describe("escapeText(text)", () => {
  it("drops characters that XML forbids and keeps all others", () => {
    expect(escapeText("a\u0000b\u001b\ud800c θ₀ 🙂\n")).toBe("abc θ₀ 🙂\n");
  });
});
