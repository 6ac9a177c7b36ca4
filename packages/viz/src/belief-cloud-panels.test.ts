import { createTensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import { beliefCloudPanels, type BeliefClouds } from "./belief-cloud-panels.ts";
import type { Rgba } from "./figure.ts";
import { hexToOklab } from "./oklab.ts";
import { simplexProjection } from "./simplex-projection.ts";
import { themes } from "./theme.ts";

const rect = { x: 7, y: 11, width: 200, height: 176 };
const truth = createTensor(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), [3, 3]);

function draw(data: Omit<BeliefClouds, "truth" | "weights" | "projection">) {
  const weights = new Float64Array(3).fill(1);
  return beliefCloudPanels({ truth, weights, projection: simplexProjection(3), ...data }).map((panel) => {
    const [raster, vector] = panel.draw(rect, themes.dark);
    if (raster?.kind !== "raster" || vector?.kind !== "vector") throw new Error("expected a raster under a vector");
    const rings = [...vector.svg.matchAll(/<circle cx="([-\d.]+)" cy="([-\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    return { image: raster.image, svg: vector.svg, rings, panel };
  });
}

/** The colour at a point in figure units from the panel's corner. */
function hexAt({ data, width }: Rgba, x: number, y: number): string {
  const start = 4 * (Math.floor(2 * y) * width + Math.floor(2 * x));
  return `#${[0, 1, 2].map((k) => data[start + k]!.toString(16).padStart(2, "0")).join("")}`;
}

/** Whether two colours have nearly the same hue. */
function alike(one: string, other: string): boolean {
  const angle = (hex: string): number => Math.atan2(hexToOklab(hex)[2], hexToOklab(hex)[1]);
  return Math.abs(Math.sin((angle(one) - angle(other)) / 2)) < 0.1;
}

describe("beliefCloudPanels(data)", () => {
  const rotated = createTensor(Float64Array.of(0, 1, 0, 0, 0, 1, 1, 0, 0), [3, 3]);
  const [honest, wrong] = draw({
    clouds: [
      { title: "truth", claims: truth },
      { title: "rotated", claims: rotated },
    ],
  });

  it("paints each pure belief inside its corner's ring, in that state's colour", () => {
    honest!.rings.forEach(([x, y], state) => {
      expect(alike(hexAt(honest!.image, x!, y!), themes.dark.states[state]!)).toBe(true);
    });
  });

  it("takes position from the claim and colour from the truth", () => {
    wrong!.rings.forEach(([x, y], corner) => {
      expect(alike(hexAt(wrong!.image, x!, y!), themes.dark.states[(corner + 2) % 3]!)).toBe(true);
    });
  });

  it("draws points outside the simplex where they are, in a view that all panels share", () => {
    const outside = createTensor(Float64Array.of(1.15, -0.15, 0, 0, 1, 0, 0, 0, 1), [3, 3]);
    const [inside, left] = draw({
      clouds: [
        { title: "a", claims: truth },
        { title: "b", claims: outside },
      ],
    });
    expect(left!.rings).toEqual(inside!.rings);
    const [[x0, y0], [x1]] = left!.rings as [[number, number], [number, number]];
    const x = x0 - 0.15 * (x1 - x0);
    expect(x).toBeGreaterThan(0);
    expect(alike(hexAt(left!.image, x, y0), themes.dark.states[0]!)).toBe(true);
    expect(hexAt(inside!.image, x, y0)).toBe(themes.dark.background);
    expect(left!.svg).not.toContain("outside this view");
  });

  it("says so where a point is too far to show", () => {
    const far = createTensor(Float64Array.of(90, -89, 0, 0, 1, 0, 0, 0, 1), [3, 3]);
    expect(draw({ clouds: [{ title: "far", claims: far }] })[0]!.svg).toContain(
      "33 % of the points lie outside this view",
    );
  });

  it("draws two states as a strip: a column's colour is the belief there", () => {
    const two = createTensor(Float64Array.of(1, 0, 0, 1), [2, 2]);
    const [panel] = beliefCloudPanels({
      truth: two,
      weights: Float64Array.of(1, 1),
      projection: simplexProjection(2),
      clouds: [{ title: "strip", claims: two }],
    });
    const [raster] = panel!.draw({ x: 0, y: 0, width: 100, height: 50 }, themes.light);
    if (raster?.kind !== "raster") throw new Error("expected a raster");
    expect(alike(hexAt(raster.image, 9, 20), themes.light.states[0]!)).toBe(true);
    expect(alike(hexAt(raster.image, 91, 30), themes.light.states[1]!)).toBe(true);
    expect(hexAt(raster.image, 50, 25)).toBe(themes.light.background);
  });

  it("refuses claims of another shape, and claims that are not finite", () => {
    const two = createTensor(new Float64Array(4), [2, 2]);
    expect(() => draw({ clouds: [{ title: "two", claims: two }] })).toThrow(
      'beliefCloudPanels: claims of "two" must have shape [3, 3], got [2, 2]',
    );
    const broken = createTensor(new Float64Array(9).fill(Number.NaN), [3, 3]);
    expect(() => draw({ clouds: [{ title: "broken", claims: broken }] })).toThrow("beliefs must be finite");
    expect(() => draw({ stateNames: ["a"], clouds: [] })).toThrow("weights and stateNames must fit truth");
  });
});
