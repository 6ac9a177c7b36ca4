import { describe, expect, it } from "vitest";
import { takeTurns } from "./take-turns.ts";

describe("takeTurns(runners, { rounds, turnSeconds })", () => {
  it("goes round by round, each filling its turn, after a warm-up", async () => {
    const calls: string[] = [];
    const runner = (name: string, seconds: number) => (count: number) => {
      calls.push(`${name}${count}`);
      return Promise.resolve(seconds);
    };
    const seconds = await takeTurns([runner("quick", 0.01), runner("slow", 2)], { rounds: 2, turnSeconds: 0.1 });
    expect(calls.slice(0, 4)).toEqual(["quick1", "quick30", "slow1", "slow1"]);
    expect(calls.slice(4)).toEqual(["quick10", "slow1", "quick10", "slow1"]);
    expect(seconds).toEqual([
      [0.01, 0.01],
      [2, 2],
    ]);
  });

  it("counts by the warm time, not by the first run's", async () => {
    const times = [1, 0.1, 0.1];
    const counts: number[] = [];
    await takeTurns([(count) => (counts.push(count), Promise.resolve(times.shift()!))], { rounds: 1, turnSeconds: 1 });
    expect(counts).toEqual([1, 3, 10]);
  });
});
