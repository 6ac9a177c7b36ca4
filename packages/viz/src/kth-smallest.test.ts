import { createRandom } from "@beliefscope/tensor/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kthSmallest } from "./kth-smallest.ts";

describe("kthSmallest(values, k)", () => {
  it("is entry k of the sorted values, wherever the sample points", () => {
    const random = createRandom(1);
    const many = Float32Array.from({ length: 20_000 }, () => random.uniform() ** 5);
    const sorted = many.slice().sort();
    const inOrder = many.slice().sort();
    const misleading = many.map((value, i) => (i % 19 === 0 ? 2 : value)); // a regular sample sees other values than there are
    for (const values of [many, inOrder, inOrder.slice().reverse()]) {
      for (const k of [0, 1, 5000, 10_000, 19_900, 19_998, 19_999]) expect(kthSmallest(values, k)).toBe(sorted[k]);
    }
    const expected = misleading.slice().sort();
    for (const k of [0, 7, 18_000, 18_947, 19_999]) expect(kthSmallest(misleading, k)).toBe(expected[k]);
  });

  it("sorts out ties, and few values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (some, place) => {
          for (const copies of [1, 500]) {
            const values = Float32Array.from({ length: copies * some.length }, (_, i) => some[i % some.length]!);
            const k = place % values.length;
            expect(kthSmallest(values, k)).toBe(values.slice().sort()[k]);
          }
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });
});
