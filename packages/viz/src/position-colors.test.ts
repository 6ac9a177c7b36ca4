import { createTensor } from "@beliefscope/tensor";
import { arbitraryBelief } from "@beliefscope/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexToOklab } from "./oklab.ts";
import { placeProjection } from "./place-projection.ts";
import { pointColors } from "./point-colors.ts";
import { positionColors } from "./position-colors.ts";
import { projectPoints } from "./project-points.ts";
import { simplexProjection } from "./simplex-projection.ts";
import { stateColors } from "./state-colors.ts";
import { themes } from "./theme.ts";

describe("positionColors(projection, palette)", () => {
  it.each([1, 2, 3])("gives the place of a belief of %i states the colour that pointColors gives the belief", (n) => {
    const palette = stateColors(themes.dark, n).map(hexToOklab);
    const projection = placeProjection(simplexProjection(n), 300, 200);
    const { origin, right, down } = positionColors(projection, palette);
    fc.assert(
      fc.property(arbitraryBelief(n), (belief) => {
        const beliefs = createTensor(belief, [1, n]);
        const { x, y } = projectPoints(beliefs, projection);
        const color = [0, 1, 2].map((k) => origin[k]! + x[0]! * right[k]! + y[0]! * down[k]!);
        expect(color).toBeCloseToArray(pointColors(beliefs, palette), { atol: 1e-6 });
      }),
      { seed: 1 },
    );
  });

  it("does not change colour across the line of two states", () => {
    const { right, down } = positionColors(createTensor(Float64Array.of(1, 4, 1, 5), [2, 2]), [
      [0, 0, 0],
      [1, 0.2, -0.1],
    ]);
    expect([0, 1, 2].map((k) => -4 * right[k]! + 3 * down[k]!)).toBeCloseToArray([0, 0, 0], { atol: 1e-15 });
  });

  it("refuses places that do not say the belief", () => {
    const palette = stateColors(themes.dark, 4).map(hexToOklab);
    expect(() => positionColors(createTensor(new Float64Array(8), [2, 4]), palette)).toThrow(
      "positionColors: there must be 1 to 3 states, whose place says the belief, got 4",
    );
    const flat = createTensor(Float64Array.of(0, 1, 2, 0, 1, 2), [2, 3]);
    expect(() => positionColors(flat, palette.slice(1))).toThrow("corners must not fall together or on a line");
    expect(() => positionColors(createTensor(Float64Array.of(3, 3, 1, 1), [2, 2]), palette.slice(2))).toThrow(
      "positionColors: corners must not fall together",
    );
    expect(() => positionColors(flat, palette)).toThrow("projection must have shape [2, 4], got [2, 3]");
  });
});
