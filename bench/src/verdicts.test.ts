import { describe, expect, it } from "vitest";
import type { Contest, Contestant, Goal } from "./contest.ts";
import { digits, verdict } from "./verdicts.ts";

const ours: Contest["ours"] = { name: "ours", program: { language: "js", name: "ours" }, secondsAtMost: 0.008 };
const theirs = (goal: Goal): Contestant => ({ name: "theirs", program: { language: "c", name: "theirs" }, goal });
const contest = { ours } as Contest;
const exactly = (value: number) => ({ median: value, low: value, high: value });

describe("verdict(contest, timing)", () => {
  it("turns the ratio round where the goal is about ours", () => {
    const timing = { contestant: theirs({ oursAtMost: 1.3 }), seconds: exactly(1), ratio: exactly(0.8) };
    expect(verdict(contest, timing)).toEqual({ wanted: "ours ≤ 1.3 × theirs", measured: "1.25 ×", met: true });
    expect(verdict(contest, { ...timing, ratio: exactly(0.7) })?.met).toBe(false);
  });

  it("takes the ratio as it is where the goal is about theirs", () => {
    const timing = { contestant: theirs({ theirsAtLeast: 4 }), seconds: exactly(1), ratio: exactly(3.9) };
    expect(verdict(contest, timing)).toEqual({ wanted: "theirs ≥ 4 × ours", measured: "3.90 ×", met: false });
  });

  it("compares our own time with a goal in seconds", () => {
    const timing = { contestant: ours, seconds: exactly(0.0075), ratio: exactly(1) };
    expect(verdict(contest, timing)).toEqual({ wanted: "CPU time ≤ 8.00 ms", measured: "7.50 ms", met: true });
  });

  it("is open where the competitor is missing, and null where there is no goal", () => {
    const missing = { contestant: theirs({ theirsAtLeast: 4 }), missing: "gcc not found" };
    expect(verdict(contest, missing)).toMatchObject({ measured: "not measured", met: null });
    const { name, program } = ours;
    expect(verdict(contest, { contestant: { name, program }, missing: "gcc not found" })).toBeNull();
  });
});

describe("digits(value)", () => {
  it("prints three of them", () => {
    expect([1234.5, 123.4, 12.34, 1.234, 0.1234, 0].map(digits)).toEqual([
      "1235",
      "123",
      "12.3",
      "1.23",
      "0.123",
      "0.00",
    ]);
  });
});
