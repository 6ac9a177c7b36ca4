import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { shuffledTargets } from "./shuffled-targets.ts";

describe("shuffledTargets(targets, { random })", () => {
  const targets = { shape: [50, 2], data: Float64Array.from({ length: 100 }, (_, i) => i) };

  it("keeps every row whole, and moves most", () => {
    const { shape, data } = shuffledTargets(targets, { random: createRandom(1) });
    expect(shape).toEqual([50, 2]);
    const firsts = data.filter((_, i) => i % 2 === 0);
    expect([...firsts].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, row) => 2 * row));
    firsts.forEach((first, row) => {
      expect(data[row * 2 + 1]).toBe(first + 1);
    });
    expect(firsts.filter((first, row) => first === 2 * row).length).toBeLessThan(10);
  });
});
