import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { easedLoop } from "./eased-loop.ts";

const legs = fc
  .integer({ min: 2, max: 9 })
  .chain((stops) => fc.tuple(fc.constant(stops), fc.integer({ min: stops, max: 200 })));

describe("easedLoop(stops, frames)", () => {
  it("visits every stop in order, each at a frame of its own, and only moves forward", () => {
    fc.assert(
      fc.property(legs, ([stops, frames]) => {
        const positions = Array.from(easedLoop(stops, frames));
        expect(positions).toHaveLength(frames);
        expect(positions.filter(Number.isInteger)).toEqual(Array.from({ length: stops }, (_, stop) => stop));
        positions.forEach((position, frame) => {
          expect(position).toBeGreaterThan(frame === 0 ? -1 : positions[frame - 1]!);
          expect(position).toBeLessThan(stops);
        });
      }),
      { seed: 1 },
    );
  });

  it("rests at the stops and is fastest midway, the same forwards and backwards", () => {
    const leg = Array.from(easedLoop(2, 40).subarray(0, 21));
    const steps = leg.slice(1).map((position, k) => position - leg[k]!);
    expect(Math.max(...steps)).toBeCloseTo(Math.sin(Math.PI / 20) / 2, 12); // about the middle, of 20
    expect(steps[0]).toBeLessThan(0.1 * Math.max(...steps));
    steps.forEach((step, k) => expect(step).toBeCloseTo(steps.at(-1 - k)!, 12));
  });

  it("refuses fewer than two stops, and fewer frames than stops", () => {
    expect(() => easedLoop(1, 9)).toThrow("easedLoop: stops must be an integer of at least 2, got 1");
    expect(() => easedLoop(3, 2)).toThrow("easedLoop: frames must be an integer of at least 3, one a stop, got 2");
  });
});
