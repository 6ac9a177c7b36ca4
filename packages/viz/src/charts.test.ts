import { describe, expect, it } from "vitest";
import { barChart } from "./bar-chart.ts";
import { axisScale } from "./chart-axis.ts";
import { dotChart } from "./dot-chart.ts";
import type { Figure } from "./figure.ts";
import { kernelChart } from "./kernel-chart.ts";
import { lineChart } from "./line-chart.ts";
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

describe("axisScale(chart, axis, values)", () => {
  it("gives equal ratios equal lengths on a log scale, equal differences on a linear one", () => {
    const { share } = axisScale("chart", { label: "nats", scale: "log" }, [1e-4, 0.5]);
    expect(share(0.01) - share(0.001)).toBeCloseTo(share(0.1) - share(0.01), 12);
    const linear = axisScale("chart", { label: "nats" }, [-1, 3]).share;
    expect(linear(1) - linear(0)).toBeCloseTo(linear(3) - linear(2), 12);
  });

  it("leaves room at both ends but does not cross zero for it", () => {
    const { share } = axisScale("chart", { label: "pole" }, [0.01, 1]);
    expect(share(0)).toBe(0);
    expect(share(1)).toBeLessThan(1);
    expect(axisScale("chart", { label: "nats", scale: "log" }, [0.1, 1]).share(0.1)).toBeGreaterThan(0);
  });

  it("ticks at powers of ten, and between them where those are few", () => {
    const ticks = (low: number, high: number) =>
      axisScale("chart", { label: "nats", scale: "log" }, [low, high]).ticks.map(({ text }) => text);
    expect(ticks(1e-4, 20)).toEqual([".0001", ".001", ".01", ".1", "1", "10"]);
    expect(ticks(0.003, 0.04)).toEqual([".005", ".01", ".02", ".05"]);
  });

  it("refuses what a log scale cannot show and domains that do not ascend", () => {
    expect(() => axisScale("chart", { label: "nats", scale: "log" }, [0, 1])).toThrow(
      "chart: nats must be finite and positive, got 0",
    );
    expect(() => axisScale("chart", { label: "nats", domain: [1, 1] }, [])).toThrow("must ascend, got 1 to 1");
    expect(() => axisScale("chart", { label: "nats", domain: [0, 1] }, [0.5, 2])).toThrow(
      "domain of nats must hold all values, got 0 to 1 and 2",
    );
  });
});

describe("lineChart(data, style)", () => {
  const lags = [0, 1, 2, 3];
  const decay = (pole: number) => lags.map((lag) => [lag, pole ** lag] as const);
  const data = {
    x: { label: "lag" },
    y: { label: "weight", scale: "log" as const },
    lines: [
      { label: "measured", points: decay(0.5) },
      { label: "theory", points: decay(0.4), dashed: true },
    ],
    guides: [{ label: "horizon", x: 2 }],
  };
  const figure = lineChart(data, style);
  const dots = [...svgOf(figure).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);

  it("draws a geometric decay as a straight line on a log scale, with dots for what is measured only", () => {
    expect(dots).toHaveLength(4);
    for (const k of [1, 2]) {
      expect(dots[k + 1]![0]! - dots[k]![0]!).toBeCloseTo(dots[1]![0]! - dots[0]![0]!, 1);
      expect(dots[k + 1]![1]! - dots[k]![1]!).toBeCloseTo(dots[1]![1]! - dots[0]![1]!, 1);
    }
  });

  it("names every line and guide once, puts guides where their value lies, and gives a table", () => {
    for (const name of ["measured", "theory", "horizon"]) {
      expect(textsOf(figure).filter((text) => text === name)).toHaveLength(1);
    }
    const guide = /L([\d.]+) [\d.]+" fill="none" stroke="[^"]+" stroke-dasharray="2 4"/.exec(svgOf(figure))![1];
    expect(Number(guide)).toBeCloseTo(dots[2]![0]!, 1);
    expect(figure.table?.rows).toHaveLength(8);
    expect(figure.table?.rows[5]).toEqual(["theory", 1, 0.4]);
  });

  it("leaves the dots out where points are many", () => {
    const points = Array.from({ length: 50 }, (_, k) => [k, k] as const);
    expect(svgOf(lineChart({ ...data, y: { label: "y" }, lines: [{ label: "curve", points }] }, style))).not.toContain(
      "<circle",
    );
  });

  it("refuses no lines, lines without points and values that do not fit the scale", () => {
    expect(() => lineChart({ ...data, lines: [] }, style)).toThrow("lineChart: lines must not be empty, got none");
    expect(() => lineChart({ ...data, lines: [{ label: "a", points: [] }] }, style)).toThrow("a must have a point");
    expect(() => lineChart({ ...data, lines: [{ label: "a", points: [[0, -1]] }] }, style)).toThrow(
      "lineChart: weight must be finite and positive, got -1",
    );
  });
});

describe("dotChart(data, style)", () => {
  const data = {
    axis: { label: "regret, nats", scale: "log" as const },
    series: ["one", "other"],
    rows: [
      { label: "fixed", dots: [{ value: 0.01, interval: [0.001, 0.1] as const }, { value: 0.1 }] },
      { label: "exact", dots: [null, null], note: "0" },
    ],
    references: [{ label: "bigram", value: 0.1 }],
  };
  const figure = dotChart(data, style);
  const marks = [...svgOf(figure).matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].slice(2); // after the key's

  it("places equal values alike, in rows and against references", () => {
    const reference = /<line x1="([\d.]+)"[^>]*stroke-dasharray/.exec(svgOf(figure))![1];
    expect(marks).toHaveLength(2);
    expect(marks[0]![2]).toBe(marks[1]![2]);
    expect(Number(marks[1]![1])).toBeCloseTo(Number(reference), 1);
  });

  it("centres a dot in an interval that is symmetric on the scale", () => {
    const [, from, to] = /<line x1="([\d.]+)" y1="[\d.]+" x2="([\d.]+)"[^>]*stroke-width="2.5"/.exec(svgOf(figure))!;
    expect((Number(from) + Number(to)) / 2).toBeCloseTo(Number(marks[0]![1]), 1);
  });

  it("says why a dot is missing, and names series only where there are several", () => {
    expect(textsOf(figure)).toEqual(expect.arrayContaining(["one", "other", "fixed", "exact", "0", "bigram"]));
    expect(figure.table?.rows).toEqual([
      ["fixed", 0.01, 0.1],
      ["exact", "0", "0"],
    ]);
    const alone = dotChart({ ...data, series: ["one"], rows: [{ label: "fixed", dots: [{ value: 1 }] }] }, style);
    expect(textsOf(alone)).not.toContain("one");
  });

  it("refuses rows that do not fit the series, and values that do not fit the scale", () => {
    expect(() => dotChart({ ...data, rows: [] }, style)).toThrow("dotChart: rows and series must not be empty");
    expect(() => dotChart({ ...data, rows: [{ label: "short", dots: [] }] }, style)).toThrow(
      "short must have 2 dots, got 0",
    );
    expect(() => dotChart({ ...data, rows: [{ label: "zero", dots: [{ value: 0 }, null] }] }, style)).toThrow(
      "regret, nats must be finite and positive, got 0",
    );
  });
});
