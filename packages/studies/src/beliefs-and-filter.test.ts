import { kalmanFilter, updateBelief } from "@beliefscope/belief";
import { circle3, randomHmm, z1r } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { describe, expect, it } from "vitest";
import { beliefsAndFilter } from "./beliefs-and-filter.ts";

describe("beliefsAndFilter(hmm, { points, beta, random })", () => {
  it.each([
    ["circle3", circle3()],
    ["random", randomHmm({ n: 3, v: 3, seed: 4 })],
  ])("steps both from point to point by one and the same token: %s", (_, hmm) => {
    const { truth, filter } = beliefsAndFilter(hmm, { points: 60, beta: 0.1, random: createRandom(2) });
    const { transition, tokenVectors, bias, poles } = kalmanFilter(hmm, { readout: "linear" });
    expect(filter!.poles).toEqual(poles);
    const row = ({ data }: { data: Float64Array }, point: number) => data.slice(3 * point, 3 * point + 3);
    for (let point = 1; point < 60; point++) {
      const before = row(truth, point - 1);
      const distances = [0, 1, 2].map((token) => largestGap(updateBelief(hmm, before, token), row(truth, point)));
      const token = distances.indexOf(Math.min(...distances));
      expect(distances[token]).toBeLessThan(1e-12);
      // claim = h F + v(token) + bias, with h = the claim before - bias
      const h = row(filter!.claims, point - 1).map((claim, state) => claim - bias[state]!);
      const next = [0, 1, 2].map((to) =>
        h.reduce(
          (sum, part, from) => sum + part * transition[3 * from + to]!,
          tokenVectors[3 * token + to]! + bias[to]!,
        ),
      );
      expect(largestGap(next, row(filter!.claims, point))).toBeLessThan(1e-12);
    }
  });

  it("says why where there is no filter", () => {
    const { truth, filter, reason } = beliefsAndFilter(z1r(), { points: 5, beta: 0, random: createRandom(1) });
    expect(truth.shape).toEqual([5, 3]);
    expect(filter).toBeNull();
    expect(reason).toMatch(/keeps a phase or component for ever/);
  });
});

function largestGap(one: ArrayLike<number>, other: ArrayLike<number>): number {
  return Math.max(...Array.from(one, (value, k) => Math.abs(value - other[k]!)));
}
