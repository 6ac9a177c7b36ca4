import { describe, expect, it } from "vitest";
import type { TrainingOutcome } from "./measure-training.ts";
import { ratioOf, timesText, trainingGoals, trainingSection } from "./training-report.ts";

const threshold = { factor: 1.01, learningRate: 0.01, batch: 512 };
const outcome = (theirs: TrainingOutcome["races"][number]["theirs"]): TrainingOutcome => ({
  contest: { id: "training-x", title: "X", family: { pattern: "free" }, thresholds: [threshold], capSeconds: 10 },
  bestRegret: 0.004,
  races: [
    { threshold, ours: [0.05, 0.04, 0.06], oursAtFirst: [0.2, 0.3, 0.1], theirs, theirLowest: [1.005, 1.02, 1.03] },
  ],
});

describe("ratioOf(race, capSeconds)", () => {
  it("is that of the medians; at least that of the cap where most of Adam's runs fail", () => {
    expect(ratioOf({ ours: [1, 2, 9], theirs: [4, 100, Infinity] }, 500)).toEqual({ times: 50, atLeast: false });
    expect(ratioOf({ ours: [1, 2, 9], theirs: [4, Infinity, Infinity] }, 500)).toEqual({ times: 250, atLeast: true });
    expect(ratioOf({ ours: [1], theirs: { missing: "no PyTorch" } }, 500)).toBeNull();
    expect(ratioOf({ ours: [1, Infinity, Infinity], theirs: [4] }, 500)).toEqual({ times: 0, atLeast: false });
  });
});

describe("trainingGoals(outcome)", () => {
  it("are met by a ratio or a bound of it, and open where a bound is too small to say", () => {
    expect(trainingGoals(outcome([5.1, 6, 7]))[0]).toMatchObject({ measured: "120 ×", met: true });
    expect(trainingGoals(outcome([4, 4.9, 7]))[0]).toMatchObject({ measured: "98.0 ×", met: false });
    const never = [Infinity, Infinity, Infinity];
    expect(trainingGoals(outcome(never))[0]).toMatchObject({ measured: "≥ 200 ×", met: true });
    const { contest, ...rest } = outcome(never);
    const early = { ...rest, contest: { ...contest, capSeconds: 2 } };
    expect(trainingGoals(early)[0]).toMatchObject({ measured: "≥ 40.0 ×", met: null });
    expect(trainingGoals(outcome({ missing: "no PyTorch" }))[0]).toMatchObject({ measured: "not measured", met: null });
  });
});

describe("trainingSection(outcome)", () => {
  it("says times with their range, the setting, and why Adam is not there", () => {
    expect(timesText([1.5, 3, Infinity], 10)).toBe("3.00 s (1.50 s–not in 10 s)");
    const section = trainingSection(outcome([5.1, 6, 7]));
    expect(section).toContain(
      "| 1.01 × the best | 50.0 ms (40.0 ms–60.0 ms) | 200 ms (100 ms–300 ms) | 6.00 s (5.10 s–7.00 s), rate 0.01, batches of 512 | 120 × |",
    );
    const late = trainingSection(outcome([5.1, Infinity, Infinity]));
    expect(late).toContain(
      "| not in 10 s (5.10 s–not in 10 s), rate 0.01, batches of 512; lowest 1.020 to 1.030 × | ≥ 200 × |",
    );
    expect(trainingSection(outcome({ missing: "no PyTorch" }))).toContain("not measured: no PyTorch");
  });
});
