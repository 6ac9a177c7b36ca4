import { optimalLossByTokensRead } from "@beliefscope/belief";
import { circleN, mess3, randomHmm, rrxor, z1r } from "@beliefscope/hmm-core";
import { describe, expect, it } from "vitest";
import { processFacts } from "./process-facts.ts";

describe("processFacts(hmm, { length })", () => {
  it("agrees with the reference numbers of mess3(.05, .85)", () => {
    const facts = processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 8 });
    expect(facts.optimalLoss.mean).toBeCloseTo(0.842918722, 9);
    expect(facts.optimalLoss.byTokensRead).toHaveLength(8);
    expect(facts.entropyRate.lower!).toBeLessThanOrEqual(0.79345754574);
    expect(facts.entropyRate.upper).toBeGreaterThanOrEqual(0.79345754574);
    expect(facts.emitOn).toBe("arrival");
    expect(facts.eigenvalues!.map(([re]) => re)).toEqual(
      [1, 0.85, 0.85].map((value) => expect.closeTo(value, 12) as number),
    );
  });

  it("counts beliefs and bounds memory: the reference numbers of rrxor, z1r and mess3(.05, .85)", () => {
    const memory = processFacts(rrxor({ p1: 0.5, p2: 0.5 }), { length: 1 });
    expect(memory.mixedStates).toEqual({ recurrent: 5, total: 36 });
    const { excessEntropy, bestFilter } = processFacts(z1r({ p: 0.5 }), { length: 1 });
    expect(excessEntropy.lower).toBeCloseTo(Math.log(3), 9);
    expect(excessEntropy.upper).toBeCloseTo(Math.log(3), 9);
    expect(bestFilter).toMatchObject({ poles: null, gainSteady: null });
    const mess = processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 1 });
    expect(mess.mixedStates).toMatchObject({ recurrent: null, total: null });
    expect(mess.excessEntropy.lower).toBeLessThan(0.3957);
    expect(mess.excessEntropy.upper!).toBeGreaterThan(0.39569);
    expect(mess.bestFilter.poles![0]![0]).toBeCloseTo(0.4942706356, 9);
    // K = .54001, the closed form for these parameters (in departure form theta = .85 (1 - K b)).
    expect(0.85 * (1 - 0.54001 * 0.775)).toBeCloseTo(mess.bestFilter.poles![0]![0], 4);
  });

  it("says how many dimensions beliefs fill, as a measure and as a set, the same each time", () => {
    const { dimension } = processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 1 });
    expect(dimension.information.value!).toBeCloseTo(0.519, 2);
    expect(dimension.information.upperBoundOnly).toBe(true);
    expect(dimension.correlation.value!).toBeLessThan(0.519);
    expect(dimension.support.value!).toBeGreaterThan(1.5);
    expect(dimension.lyapunov).toHaveLength(2);
    expect(dimension.seed).toBe(1);
    expect(processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 1 }).dimension).toEqual(dimension);
    const finite = processFacts(z1r(), { length: 1 }).dimension;
    expect(finite.information).toMatchObject({ value: 0, method: "finitely many beliefs" });
    expect(finite.lyapunov).toEqual(new Array(2).fill({ nats: null, error: 0, kind: "exact" }));
    expect(JSON.parse(JSON.stringify(finite))).toEqual(finite);
  });

  it("gives what it can of large processes, with reasons and bounds for the rest, and does not take long", () => {
    const began = process.cpuUsage();
    const wide = processFacts(randomHmm({ n: 3, v: 8 }), { length: 8 });
    const sure = optimalLossByTokensRead(randomHmm({ n: 3, v: 8 }), 5);
    expect(wide.optimalLoss).toMatchObject({ length: 8, mean: null });
    expect(wide.optimalLoss.byTokensRead.slice(0, 6)).toEqual([...sure]);
    expect(wide.optimalLoss.byTokensRead.length).toBeLessThan(8);
    expect(wide.optimalLoss.reason).toMatch(/^the words of \d tokens lead to too many beliefs$/);
    const { lower, upper } = wide.optimalLoss.meanBounds!;
    expect(lower!).toBeGreaterThan(wide.entropyRate.lower!);
    expect(upper).toBeLessThan(wide.optimalLoss.byTokensRead[0]!);
    expect(upper - lower!).toBeLessThan(1e-3);
    const large = processFacts(randomHmm({ n: 300, v: 2 }), { length: 4 });
    expect(large).toMatchObject({
      eigenvalues: null,
      eigenvaluesReason: "more than 256 states",
      bestFilter: { poles: null, gainSteady: null, reason: "more than 128 states" },
      dimension: { information: { value: null, reason: "more than 32 states" } },
      mixedStates: { total: null },
    });
    expect(large.optimalLoss.byTokensRead.length).toBeGreaterThan(0);
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1e6).toBeLessThan(20);
  }, 60_000);

  it("takes lengths of any number of tokens where beliefs are few: the reference number of z1r over 256", () => {
    expect(processFacts(z1r(), { length: 256 }).optimalLoss.mean).toBeCloseTo(0.235340514, 9);
    expect(processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 256 }).optimalLoss.meanBounds!.upper).toBeCloseTo(0.795003, 5); // prettier-ignore
    expect(() => processFacts(z1r(), { length: 0 })).toThrow("length must be an integer in [1, 100000], got 0");
  });

  it("keeps the order of states and tokens (circle3: state 0 moves on to state 1)", () => {
    const { transition, labeledTransitions, emission } = processFacts(circleN({ x: 0.05, a: 0.85, n: 3 }), {
      length: 1,
    });
    expect(transition[0]).toEqual([0.05, 0.9, 0.05].map((value) => expect.closeTo(value, 12) as number));
    expect(labeledTransitions[0]![0]![1]).toBeCloseTo(0.85 * 0.9, 12);
    expect(emission![0]![0]).toBeCloseTo(0.85, 12);
  });
});
