import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splatCloud, type Cloud } from "./splat-cloud.ts";

const cloudOf = (points: readonly (readonly [x: number, y: number, weight: number])[]): Cloud => ({
  x: Float64Array.from(points, ([x]) => x),
  y: Float64Array.from(points, ([, y]) => y),
  weight: Float64Array.from(points, ([, , weight]) => weight),
  color: Float32Array.from(points.flatMap(() => [0.5, 0.1, -0.1])),
});
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);

describe("splatCloud(cloud, width, height)", () => {
  it.each([0, 1.3, 4])("conserves the mass of points inside, at radius %s", (radius) => {
    const inside = fc.double({ min: 6, max: 24, noNaN: true });
    const point = fc.tuple(inside, inside, fc.double({ min: 0.1, max: 5, noNaN: true }));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 20 }), (points) => {
        const grid = splatCloud(cloudOf(points), 30, 30, { radius });
        const mass = points.reduce((total, [, , weight]) => total + weight, 0);
        expect(sum(grid.weight)).toBeCloseTo(mass, 3);
        expect(sum(grid.color)).toBeCloseTo(0.5 * mass, 3);
      }),
      { seed: 1 },
    );
  });

  it("keeps a point's centre of mass where the point is", () => {
    const grid = splatCloud(cloudOf([[3.2, 1.9, 1]]), 8, 4);
    let [x, y] = [0, 0];
    grid.weight.forEach((weight, pixel) => {
      x += weight * ((pixel % 8) + 0.5);
      y += weight * (Math.floor(pixel / 8) + 0.5);
    });
    expect(x).toBeCloseTo(3.2, 6);
    expect(y).toBeCloseTo(1.9, 6);
  });

  it("leaves out what falls outside, and never wraps it round", () => {
    const points = [
      [-3, 2, 1],
      [12, 2, 1],
      [2, 1e9, 1],
      [Infinity, 2, 1],
    ] as const;
    expect(sum(splatCloud(cloudOf(points), 10, 10).weight)).toBe(0);
  });

  it("draws a disc of the area asked for", () => {
    const { coverage } = splatCloud(cloudOf([[20, 20, 1]]), 40, 40, { radius: 6 });
    expect(sum(coverage) / (Math.PI * 36)).toBeCloseTo(1, 1);
  });

  it("refuses arrays that do not fit", () => {
    expect(() => splatCloud({ ...cloudOf([[1, 1, 1]]), weight: new Float64Array(2) }, 4, 4)).toThrow(
      "splatCloud: y, weight and color must fit 1 points, got 1, 2 and 3 values",
    );
    expect(() => splatCloud(cloudOf([]), 0, 4)).toThrow("splatCloud: width and height must be positive integers");
  });
});
