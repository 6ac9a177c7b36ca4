import "@beliefscope/testkit";
import { createTensor } from "@beliefscope/tensor";
import { describe, expect, it } from "vitest";
import { pcaProjection } from "./pca-projection.ts";
import { projectPoints, simplexCorners } from "./project-points.ts";
import { simplexProjection } from "./simplex-projection.ts";

const identity = (n: number) =>
  createTensor(
    Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)),
    [n, n],
  );

describe("simplexProjection(numStates)", () => {
  it.each([2, 3])("sends the %s pure beliefs to corners one apart", (numStates) => {
    const { x, y } = projectPoints(identity(numStates), simplexProjection(numStates));
    for (let i = 0; i < numStates; i++) {
      for (let j = 0; j < i; j++) expect(Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!)).toBeCloseTo(1, 12);
    }
    expect({ x, y }).toEqual(simplexCorners(simplexProjection(numStates)));
  });

  it("stands S0 bottom left, S1 bottom right, S2 on top", () => {
    const { x, y } = simplexCorners(simplexProjection(3));
    expect(x[0]).toBeLessThan(x[2]!);
    expect(x[2]).toBeLessThan(x[1]!);
    expect(y[2]).toBeGreaterThan(Math.max(y[0]!, y[1]!));
  });

  it("has no plane picture for four", () => {
    expect(() => simplexProjection(4)).toThrow("simplexProjection: numStates must be 1, 2 or 3, got 4");
  });
});

describe("projectPoints(beliefs, projection)", () => {
  it("takes claims outside the simplex to outside the triangle", () => {
    const { x, y } = projectPoints(createTensor(Float64Array.of(1.2, -0.1, -0.1), [1, 3]), simplexProjection(3));
    expect(x[0]).toBeCloseTo(-0.15, 12);
    expect(y[0]).toBeLessThan(0);
  });

  it("refuses a claim that is not finite, and shapes that do not fit", () => {
    const claim = createTensor(Float64Array.of(Number.NaN, 1), [1, 2]);
    expect(() => projectPoints(claim, simplexProjection(2))).toThrow("projectPoints: beliefs must be finite");
    expect(() => projectPoints(claim, simplexProjection(3))).toThrow("projectPoints: shapes must be");
  });
});

describe("pcaProjection(beliefs, weights)", () => {
  // Points of a plane in four dimensions, spread by 3 along one unit axis and by 1 along another.
  const axes = [
    [0.5, 0.5, -0.5, -0.5],
    [0.5, -0.5, 0.5, -0.5],
  ];
  const plane = [
    [-3, 0],
    [3, 0],
    [0, 1],
    [0, -1],
    [3, 1],
  ] as const;
  const data = plane.flatMap(([u, v]) => [0, 1, 2, 3].map((k) => 0.25 + u * axes[0]![k]! + v * axes[1]![k]!));
  const beliefs = createTensor(Float64Array.from(data), [plane.length, 4]);

  it("keeps all distances of points that lie in a plane", () => {
    const { projection, explained } = pcaProjection(beliefs, new Float64Array(plane.length).fill(1));
    const { x, y } = projectPoints(beliefs, projection);
    plane.forEach(([u, v], i) => {
      plane.forEach(([p, q], j) => {
        expect(Math.hypot(x[i]! - x[j]!, y[i]! - y[j]!)).toBeCloseTo(Math.hypot(u - p, v - q), 10);
      });
    });
    expect(explained[0] + explained[1]).toBeCloseTo(1, 10);
    expect(explained[0]).toBeGreaterThan(explained[1]);
  });

  it("weighs the points: those of weight 0 do not turn the axes", () => {
    const { explained } = pcaProjection(beliefs, Float64Array.of(1, 1, 0, 0, 0));
    expect(explained).toBeCloseToArray([1, 0], { atol: 1e-10 });
  });

  it("fixes its signs: the largest entry of each axis is positive", () => {
    const { projection } = pcaProjection(beliefs, Float64Array.of(1, 2, 3, 4, 5));
    for (const axis of [0, 1]) {
      const row = [...projection.data.subarray(4 * axis, 4 * axis + 4)];
      expect(Math.max(...row)).toBeCloseTo(Math.max(...row.map(Math.abs)), 6);
    }
  });

  it("refuses weights that are negative or all 0", () => {
    expect(() => pcaProjection(beliefs, Float64Array.of(1, -1, 0, 0, 0))).toThrow("weights must be 0 or more, got -1");
    expect(() => pcaProjection(beliefs, new Float64Array(5))).toThrow("a weight must be above 0");
  });
});
