import { describe, expect, it } from "vitest";
import { createRandom } from "../random/index.ts";
import { createTensor, type Tensor } from "../tensor.ts";
import { matmul } from "./matmul.ts";
import { reachableSubspace } from "./reachable-subspace.ts";
import { transpose } from "./transpose.ts";

/** How far the rows are from their projections onto a subspace. */
function distance(rows: Tensor, B: Tensor): number {
  const projected = matmul(matmul(rows, transpose(B)), B);
  return Math.max(...rows.data.map((entry, i) => Math.abs(entry - projected.data[i]!)));
}

describe("reachableSubspace(V, A)", () => {
  const random = createRandom(1);
  // Two blocks that do not mix, so that V in the first never leaves it.
  const A = createTensor(
    Float64Array.from({ length: 25 }, (_, k) => (Math.floor(k / 5) < 3 === k % 5 < 3 ? random.normal() : 0)),
    [5, 5],
  );
  const V = createTensor(Float64Array.of(1, 2, 3, 0, 0), [1, 5]);
  const B = reachableSubspace(V, A);

  it("has orthonormal rows that span V and are mapped into themselves", () => {
    expect(B.shape).toEqual([3, 5]);
    matmul(B, transpose(B)).data.forEach((entry, k) => {
      expect(entry).toBeCloseTo(k % 4 === 0 ? 1 : 0, 12);
    });
    expect(distance(V, B)).toBeLessThan(1e-12);
    expect(distance(matmul(B, A), B)).toBeLessThan(1e-12);
  });

  it("with several matrices is mapped into itself by each, and is the least such", () => {
    const shift = (from: number, to: number): Tensor =>
      createTensor(
        Float64Array.from({ length: 25 }, (_, k) => (k === 5 * from + to ? 2 : 0)),
        [5, 5],
      );
    const first = createTensor(Float64Array.of(0, 3, 0, 0, 0), [1, 5]);
    // 1 -> 3 by one matrix, 3 -> 4 by the other: neither gets beyond 3 alone, and 0 and 2 are never reached.
    expect(reachableSubspace(first, shift(1, 3), shift(3, 4)).data).toEqual(
      Float64Array.of(0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1),
    );
    expect(reachableSubspace(first, shift(1, 3)).shape).toEqual([2, 5]);
  });

  it("is empty for V = 0", () => {
    expect(reachableSubspace(createTensor(new Float64Array(5), [1, 5]), A).shape).toEqual([0, 5]);
  });

  it("names a V that does not fit", () => {
    expect(() => reachableSubspace(createTensor(new Float64Array(4), [1, 4]), A)).toThrow(
      new RangeError("reachableSubspace: V must have 5 columns like A, got 4"),
    );
  });
});
