import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "./spread-labels.ts";

describe("spreadLabels(wanted, gap, low, high)", () => {
  it("keeps order, distance and bounds where there is room", () => {
    const places = fc.array(fc.double({ min: -20, max: 120, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(places, (wanted) => {
        const placed = spreadLabels(wanted, 12, 0, 100);
        const order = wanted.map((_, k) => k).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
        order.forEach((k, rank) => {
          expect(placed[k]).toBeGreaterThanOrEqual(-1e-9);
          expect(placed[k]).toBeLessThanOrEqual(100 + 1e-9);
          if (rank > 0) expect(placed[k]! - placed[order[rank - 1]!]!).toBeGreaterThanOrEqual(12 - 1e-9);
        });
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it("does not move what is apart already", () => {
    expect(spreadLabels([50, 10, 30], 15, 0, 100)).toEqual([50, 10, 30]);
  });
});
