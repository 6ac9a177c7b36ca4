import { describe, expect, it } from "vitest";
import { stateGraphPanel } from "./state-graph-panel.ts";
import { themes } from "./theme.ts";

const rect = { x: 0, y: 0, width: 300, height: 264 };

function markupOf(graph: Parameters<typeof stateGraphPanel>[0]): string {
  const [layer] = stateGraphPanel(graph).draw(rect, themes.dark);
  return layer?.kind === "vector" ? layer.svg : "";
}

/** Nodes as drawn: [x, y, radius, fill]. */
const nodesOf = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="([^"]+)"/g)].map(
    ([, x, y, r, fill]) => [Number(x), Number(y), Number(r), fill!] as const,
  );
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);

/** Token 0: 0 to 1 always; token 1: 1 to 2 with .75, 1 to 1 with .25; 2 to 0 with both. */
const asymmetric = {
  title: "asymmetric",
  labeledTransitions: Float64Array.of(0, 1, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.25, 0.75, 0.5, 0, 0),
  numTokens: 2,
  numStates: 3,
};

describe("stateGraphPanel(graph)", () => {
  it("draws one strand a token and possible transition, and prints each edge's total", () => {
    const svg = markupOf(asymmetric);
    expect(svg.match(/<g opacity/g)).toHaveLength(5);
    expect(
      textsOf(svg)
        .filter((text) => /^[.\d]+$/.test(text))
        .toSorted(),
    ).toEqual([".25", ".75", "1", "1"]);
  });

  it("stands three states where their corners are, in their colours", () => {
    const [s0, s1, s2] = nodesOf(markupOf(asymmetric));
    expect([s0![3], s1![3], s2![3]]).toEqual(themes.dark.states.slice(0, 3));
    expect(s0![0]).toBeLessThan(s2![0]);
    expect(s2![0]).toBeLessThan(s1![0]);
    expect(s2![1]).toBeLessThan(s0![1]);
    expect(s0![1]).toBeCloseTo(s1![1], 1);
  });

  it.each([1, 2, 3, 4, 5, 7])("keeps a full graph of %s states inside its rectangle, nodes apart", (numStates) => {
    const labeledTransitions = new Float64Array(2 * numStates ** 2).fill(0.5 / numStates);
    const nodes = nodesOf(markupOf({ title: "full", labeledTransitions, numTokens: 2, numStates }));
    expect(nodes).toHaveLength(numStates);
    nodes.forEach(([x, y, r], i) => {
      expect(x - r).toBeGreaterThanOrEqual(0);
      expect(x + r).toBeLessThanOrEqual(rect.width);
      expect(y - r).toBeGreaterThanOrEqual(0);
      expect(y + r).toBeLessThanOrEqual(rect.height);
      for (const [otherX, otherY] of nodes.slice(0, i))
        expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThan(2 * r);
    });
  });

  it("names tokens by letter beside their colour, and escapes names", () => {
    const svg = markupOf({ ...asymmetric, tokenNames: ["<0>", "B"], stateNames: ["a&b", "s", "t"] });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(["&lt;0&gt;", "B", "a&amp;b"]));
  });

  it("if steady, moves nothing but what it says when probabilities change: nodes, numbers and strands stay", () => {
    const uniform = { ...asymmetric, labeledTransitions: new Float64Array(18).fill(1 / 6), steady: true };
    const [even, odd] = [markupOf(uniform), markupOf({ ...asymmetric, steady: true })];
    expect(nodesOf(odd)).toEqual(nodesOf(even));
    const places = (svg: string) => [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"/g)].map(([place]) => place);
    expect(new Set(places(even))).toEqual(new Set([...places(odd), ...places(even)]));
    const starts = (svg: string) => [...svg.matchAll(/<path d="(M[-\d. ]+)C/g)].map(([, start]) => start!);
    expect(starts(even)).toHaveLength(18);
    expect(starts(odd)).toHaveLength(5);
    expect(new Set(starts(even))).toEqual(new Set([...starts(odd), ...starts(even)]));
  });

  it("if steady, fades out what becomes impossible", () => {
    const opacity = (p: number): number => {
      const labeledTransitions = Float64Array.of(1 - p, p, 0, 1);
      const strands = markupOf({ title: "fading", labeledTransitions, numTokens: 1, numStates: 2, steady: true });
      return Math.min(...[...strands.matchAll(/<g opacity="([\d.]+)"><path/g)].map(([, value]) => Number(value)));
    };
    expect(opacity(1e-4)).toBeLessThan(0.03);
    expect(opacity(1e-3)).toBeGreaterThan(opacity(1e-4));
    expect(opacity(0.01)).toBeGreaterThan(0.3);
  });

  it("refuses shapes that do not fit and negative transitions", () => {
    expect(() => stateGraphPanel({ ...asymmetric, numStates: 2 })).toThrow(
      "stateGraphPanel: labeledTransitions must have shape [2, 2, 2], got 18 values",
    );
    expect(() => stateGraphPanel({ ...asymmetric, tokenNames: ["A"] })).toThrow("stateGraphPanel: names must fit");
    const signed = asymmetric.labeledTransitions.with(0, -0.1);
    expect(() => stateGraphPanel({ ...asymmetric, labeledTransitions: signed })).toThrow("must be 0 or more, got -0.1");
  });
});
