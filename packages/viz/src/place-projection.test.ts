import { createTensor } from "@beliefscope/tensor";
import "@beliefscope/testkit";
import { describe, expect, it } from "vitest";
import { beliefCloudPanels } from "./belief-cloud-panels.ts";
import { placeProjection } from "./place-projection.ts";
import { simplexProjection } from "./simplex-projection.ts";
import { themes } from "./theme.ts";

describe("placeProjection(projection, width, height)", () => {
  it("puts the corners where the panels draw their rings", () => {
    const truth = createTensor(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), [3, 3]);
    const weights = Float64Array.of(1, 1, 1);
    const clouds = [{ title: "truth", claims: truth }];
    const projection = simplexProjection(3);
    const [panel] = beliefCloudPanels({ truth, weights, projection, clouds });
    const [, vector] = panel!.draw({ x: 7, y: 11, width: 200, height: 176 }, themes.dark);
    if (vector?.kind !== "vector") throw new Error("expected a vector layer");
    const rings = [...vector.svg.matchAll(/<circle cx="([-\d.]+)" cy="([-\d.]+)"/g)];
    const { data } = placeProjection(projection, 400, 352);
    expect(rings.map(([, x]) => 2 * Number(x))).toBeCloseToArray(data.subarray(0, 3), { atol: 0.02 });
    expect(rings.map(([, , y]) => 2 * Number(y))).toBeCloseToArray(data.subarray(3), { atol: 0.02 });
  });

  it("refuses other shapes and empty pictures", () => {
    expect(() => placeProjection(createTensor(new Float64Array(3), [3]), 10, 10)).toThrow(
      "placeProjection: projection must have shape [2, state], got [3]",
    );
    expect(() => placeProjection(simplexProjection(2), 0, 10)).toThrow(
      "placeProjection: width, height and pixelRatio must be above 0, got 0, 10 and 2",
    );
  });
});
