import { describe, expect, it } from "vitest";
import { fitView, placeView } from "./fit-view.ts";
import { simplexCorners } from "./project-points.ts";
import { simplexProjection } from "./simplex-projection.ts";

const corners = simplexCorners(simplexProjection(3));

describe("fitView(corners, clouds)", () => {
  it("grows to hold points that leave the simplex", () => {
    const view = fitView(corners, [{ x: Float64Array.of(-0.2, 0.5), y: Float64Array.of(0.1, 1) }]);
    expect(view).toEqual({ left: -0.2, right: 1, bottom: 0, top: 1 });
  });

  it("does not shrink the simplex below recognition for a far point", () => {
    const view = fitView(corners, [{ x: Float64Array.of(1e6), y: Float64Array.of(0) }]);
    expect(view.right - view.left).toBeLessThan(1.5);
  });
});

describe("placeView(view, width, height)", () => {
  it("centres the view inside the picture with room on all sides", () => {
    const { scale, originX, originY } = placeView(fitView(corners, []), 300, 260);
    const left = originX;
    const right = originX + scale;
    const [top, bottom] = [originY - scale * (Math.sqrt(3) / 2), originY];
    expect(left).toBeCloseTo(300 - right, 9);
    expect(top).toBeCloseTo(260 - bottom, 9);
    expect(left).toBeGreaterThanOrEqual(27 - 1e-9);
    expect(top).toBeGreaterThanOrEqual(24 - 1e-9);
  });
});
