import { Resvg } from "@resvg/resvg-js";
import { decode } from "fast-png";
import { describe, expect, it } from "vitest";
import type { Figure } from "./figure.ts";
import { svgText } from "./svg-text.ts";
import { toSvg } from "./to-svg.ts";

const nasty = `"<&>' ]]> \u0001 θ₀`;
const image = {
  width: 2,
  height: 2,
  data: Uint8ClampedArray.from({ length: 16 }, (_, k) => (k % 4 === 3 ? 255 : 15 * k)),
};
const figure: Figure = {
  width: 40,
  height: 30,
  background: "#fbfaf7",
  alt: nasty,
  layers: [
    { kind: "raster", rect: { x: 1, y: 2, width: 2, height: 2 }, image },
    {
      kind: "vector",
      rect: { x: 5, y: 6, width: 30, height: 20 },
      svg: svgText(1, 9, nasty, { size: 9, fill: "#000000" }),
    },
  ],
};

describe("toSvg(figure)", () => {
  const svg = toSvg(figure, { css: 'text{font-family:"A>B"}' });

  it("is well-formed whatever the texts hold (resvg parses strictly)", () => {
    expect(new Resvg(svg).width).toBe(40);
    expect(() => new Resvg(svg.replace("&lt;", "<"))).toThrow();
  });

  it("carries the alternative text as its accessible name", () => {
    expect(svg).toContain(`role="img" aria-label="&quot;&lt;&amp;&gt;' ]]&gt;  θ₀"`);
  });

  it("holds rasters as PNG of the same pixels, and refers to nothing outside", () => {
    const [, base64] = /href="data:image\/png;base64,([^"]+)"/.exec(svg)!;
    const { data, channels } = decode(Buffer.from(base64!, "base64"));
    const kept = [...image.data].filter((_, k) => k % 4 < channels);
    expect([...data]).toEqual(kept);
    expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toContain("http");
  });

  it("places layers in their rectangles", () => {
    expect(svg).toContain('<image x="1" y="2" width="2" height="2"');
    expect(svg).toContain('<g transform="translate(5 6)">');
  });
});
