import { describe, expect, it } from "vitest";
import { createRandom } from "../random/index.ts";
import { createTensor, type Tensor } from "../tensor.ts";
import { complexPower } from "./complex-power.ts";
import { geometricModes } from "./geometric-modes.ts";
import { matmul } from "./matmul.ts";

function matrix(rows: number[][]): Tensor {
  return createTensor(Float64Array.from(rows.flat()), [rows.length, rows[0]!.length]);
}

/** max |V A^d - sum of modes| over d < 20 */
function largestDifference(V: Tensor, A: Tensor): number {
  const modes = geometricModes(V, A)!;
  let power = V;
  let worst = 0;
  for (let d = 0; d < 20; d++) {
    power.data.forEach((entry, i) => {
      const sum = modes.reduce((total, { pole, real, imaginary }) => {
        const [re, im] = complexPower(pole, d);
        return total + re * real.data[i]! - im * imaginary.data[i]!;
      }, 0);
      worst = Math.max(worst, Math.abs(sum - entry));
    });
    power = matmul(power, A);
  }
  return worst;
}

describe("geometricModes(V, A)", () => {
  const V = matrix([
    [1, 0, 2],
    [0, -1, 1],
  ]);

  it("adds up to V A^d: real, negative, zero and complex poles", () => {
    expect(
      largestDifference(
        V,
        matrix([
          [0.9, 0, 0],
          [0.3, -0.5, 0],
          [0, 1, 0],
        ]),
      ),
    ).toBeLessThan(1e-13);
    expect(
      largestDifference(
        V,
        matrix([
          [0, 0.8, 0],
          [0, 0, 0.8],
          [0.8, 0, 0],
        ]),
      ),
    ).toBeLessThan(1e-13);
    const random = createRandom(1);
    for (let run = 0; run < 20; run++) {
      const A = matrix([0, 1, 2].map(() => [0, 1, 2].map(() => 0.4 * random.normal())));
      expect(largestDifference(V, A)).toBeLessThan(1e-11);
    }
  });

  it("needs one mode for a repeated pole, and none for a pole that V does not reach", () => {
    const A = matrix([
      [0.5, 0, 0],
      [0, 0.5, 0],
      [0, 0, 0.2],
    ]);
    const reached = matrix([[1, 2, 0]]);
    const modes = geometricModes(reached, A)!;
    expect(modes.length).toBe(1);
    expect(modes[0]!.pole[0]).toBeCloseTo(0.5, 14);
    expect(modes[0]!.real.data.every((entry, i) => Math.abs(entry - reached.data[i]!) < 1e-14)).toBe(true);
    expect(geometricModes(matrix([[0, 0, 0]]), A)).toEqual([]);
  });

  it("is null where A is not diagonalisable, unless V does not reach there", () => {
    const jordan = matrix([
      [0.5, 1, 0],
      [0, 0.5, 0],
      [0, 0, 0.2],
    ]);
    expect(geometricModes(V, jordan)).toBeNull();
    const [first, second] = geometricModes(matrix([[0, 1, 1]]), jordan)!;
    expect(first!.pole[0]).toBeCloseTo(0.5, 14);
    expect(second!.pole[0]).toBeCloseTo(0.2, 14);
  });

  it("adds up for larger matrices too", () => {
    const random = createRandom(2);
    for (let run = 0; run < 5; run++) {
      const A = createTensor(
        Float64Array.from({ length: 400 }, () => 0.15 * random.normal()),
        [20, 20],
      );
      expect(
        largestDifference(
          createTensor(
            Float64Array.from({ length: 60 }, () => random.normal()),
            [3, 20],
          ),
          A,
        ),
      ).toBeLessThan(1e-11);
    }
  });
});
