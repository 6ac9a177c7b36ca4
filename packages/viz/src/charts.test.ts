import { describe, expect, it } from "vitest";
import { barChart } from "./bar-chart.ts";
import type { Figure } from "./figure.ts";
import { kernelChart } from "./kernel-chart.ts";
import { lossCurve } from "./loss-curve.ts";
import { themes } from "./theme.ts";

const style = { theme: themes.light, alt: "what it shows" };
const svgOf = (figure: Figure): string =>
  figure.layers.map((layer) => (layer.kind === "vector" ? layer.svg : "")).join("");
const textsOf = (figure: Figure) => [...svgOf(figure).matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);

describe("barChart(data, style)", () => {
  const bars = [
    { label: "block 1", value: 0.5 },
    { label: "block 2", value: 1 },
    { label: "shuffled", value: -0.25 },
    { label: "wild", value: -20 },
    { label: "control", value: null, note: "no control given" },
  ];
  const figure = barChart({ groups: [{ tone: "strong", bars }], domain: [-0.5, 1] }, style);
  const rects = [...svgOf(figure).matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g)].map(([, x, width]) => ({
    from: Number(x),
    to: Number(x) + Number(width),
  }));

  it("makes lengths proportional to values, negative ones to the left of zero, far ones cut at the axis", () => {
    const [half, whole, shuffled, wild] = rects;
    expect((whole!.to - whole!.from) / (half!.to - half!.from)).toBeCloseTo(2, 2);
    expect(shuffled!.to).toBeCloseTo(half!.from, 1);
    expect((half!.to - half!.from) / (shuffled!.to - shuffled!.from)).toBeCloseTo(2, 1);
    expect((wild!.to - wild!.from) / (shuffled!.to - shuffled!.from)).toBeCloseTo(2, 1);
  });

  it("prints every value beside its bar, and the reason where there is none", () => {
    expect(textsOf(figure)).toEqual(
      expect.arrayContaining([".500", "1.000", "−.250", "← −20.000", "no control given"]),
    );
    expect(figure.table).toEqual({
      columns: ["name", "value"],
      rows: bars.map((bar) => [bar.label, bar.value ?? bar.note]),
    });
  });

  it("refuses no bars, values that are no numbers and a domain without zero", () => {
    expect(() => barChart({ groups: [] }, style)).toThrow("barChart: groups must hold a bar, got none");
    const nan = [{ tone: "plain" as const, bars: [{ label: "x", value: Number.NaN }] }];
    expect(() => barChart({ groups: nan }, style)).toThrow("barChart: values must be finite or null, got NaN");
    expect(() => barChart({ groups: [{ tone: "plain", bars }], domain: [0.5, 1] }, style)).toThrow(
      "domain must contain 0",
    );
    expect(() => barChart({ groups: [{ tone: "plain", bars }] }, { ...style, width: 100 })).toThrow("at least 240");
  });
});

describe("lossCurve(data, style)", () => {
  const optimal = [1.1, 0.9, 0.85, 0.84];
  const network = { label: "network", losses: [null, 0.91, 0.851, 0.841] };
  const filter = { label: "filter", losses: [1.1, 0.95, 0.95, 0.95] };
  const figure = lossCurve(
    { optimal, curves: [network, filter], floor: { label: "entropy rate", value: 0.83 } },
    style,
  );

  it("marks every loss, and every excess over the optimum that is one", () => {
    expect(svgOf(figure).match(/<circle/g)).toHaveLength(4 + 3 + 4 + (3 + 3));
  });

  it("puts a tenth of the excess one decade lower", () => {
    const heights = (color: string) =>
      [...svgOf(figure).matchAll(new RegExp(`<circle cx="[\\d.]+" cy="([\\d.]+)" r="2.3" fill="${color}"`, "g"))].map(
        ([, y]) => Number(y),
      );
    const [first, second] = heights(themes.light.states[2]!).slice(3);
    const decades = [...svgOf(figure).matchAll(/<line x1="[\d.]+" y1="([\d.]+)"/g)].map(([, y]) => Number(y)).slice(-2);
    expect(second! - first!).toBeCloseTo(Math.abs(decades[1]! - decades[0]!), 0);
  });

  it("names each line once, and gives all numbers as a table", () => {
    for (const name of ["optimal", "network", "filter", "entropy rate"]) {
      expect(textsOf(figure).filter((text) => text === name)).toHaveLength(1);
    }
    expect(figure.table?.rows[0]).toEqual([0, 1.1, "none", 1.1]);
  });

  it("does without excess where everything is optimal", () => {
    const exact = lossCurve({ optimal, curves: [{ label: "exact", losses: optimal }] }, style);
    expect(textsOf(exact)).not.toContain("above optimal, nats, log scale");
  });

  it("refuses unequal lengths and losses that are not finite", () => {
    expect(() => lossCurve({ optimal, curves: [{ label: "short", losses: [1] }] }, style)).toThrow(
      "lossCurve: losses of short must have 4 entries, got 1",
    );
    expect(() => lossCurve({ optimal: [1, Infinity], curves: [] }, style)).toThrow(
      "must be finite or null, got Infinity",
    );
    expect(() => lossCurve({ optimal: [1], curves: [] }, style)).toThrow("optimal must have at least 2 entries, got 1");
  });
});

describe("kernelChart(kernel, style)", () => {
  it("stands one lollipop a lag, as high as its weight, and dashes the theory", () => {
    const theories = [{ label: "θ", weights: [1, 0.5, 0.25] }];
    const figure = kernelChart({ weights: [0.8, 0.4, -0.2], theories }, style);
    const stems = [
      ...svgOf(figure).matchAll(/y1="([\d.]+)" x2="[\d.]+" y2="([\d.]+)" stroke="[^"]+" stroke-width="2"/g),
    ].map(([, zero, tip]) => Number(zero) - Number(tip));
    expect(stems[1]! / stems[0]!).toBeCloseTo(0.5, 2);
    expect(stems[2]! / stems[0]!).toBeCloseTo(-0.25, 2);
    expect(svgOf(figure).match(/stroke-dasharray/g)).toHaveLength(1);
    expect(figure.table?.rows[2]).toEqual([2, -0.2, 0.25]);
  });

  it("refuses kernels of unequal length or without a weight", () => {
    expect(() => kernelChart({ weights: [] }, style)).toThrow("kernelChart: weights must not be empty");
    expect(() => kernelChart({ weights: [1], theories: [{ label: "θ", weights: [] }] }, style)).toThrow(
      "θ must have 1 weights",
    );
    expect(() => kernelChart({ weights: [Number.NaN] }, style)).toThrow("weights must be finite, got NaN");
  });
});
