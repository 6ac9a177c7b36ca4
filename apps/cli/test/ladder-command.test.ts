import { describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

describe("beliefscope ladder SPEC", () => {
  it("--json gives the reference numbers of z1r", async () => {
    const { code, stdout, stderr } = await runCommand("ladder", "z1r", "--rungs", "kgram3,full,kalman", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { rungs, ...rest } = JSON.parse(stdout) as { rungs: Record<string, unknown>[]; optimalLoss: number };
    expect(rest).toMatchObject({ schemaVersion: 1, length: 8, seed: 1, process: { id: "z1r", params: { p: 0.5 } } });
    expect(rest.optimalLoss).toBeCloseTo(0.368375596, 9); // the project's reference numbers
    const [kgram3, full, kalman] = rungs;
    expect(kgram3!.frac).toBeCloseTo(0.4446, 4);
    expect(full!.regret).toBeCloseTo(0.058888026, 8);
    expect(full).toMatchObject({ id: "full", certified: true, starts: null, poles: null });
    expect(Object.keys(kalman!)).toEqual(["id", "skipped"]);
    expect(kalman!.skipped).toMatch(/needs positive emission/);
  });

  it("prints a table for people, with what does not apply below it", async () => {
    const { stdout } = await runCommand("ladder", "z1r", "--length", "5", "--rungs", "kgram2,exp1,full,zeta");
    expect(stdout).toMatch(/^z1r {2}means over 0 … 4 tokens read/);
    expect(stdout).toMatch(/^kgram2 +table of the last token +0\.\d{9} .* exact$/m);
    expect(stdout).toMatch(/^exp1 .* best of \d+ +−?0\.\d{3}$/m);
    expect(stdout).toMatch(/^full .* certified$/m);
    expect(stdout).toMatch(/^zeta does not apply: .*positive/m);
  });

  it("trains from the seed", async () => {
    const run = async (seed: string): Promise<unknown> => {
      const { stdout } = await runCommand(
        "ladder",
        "even",
        "--length",
        "4",
        "--rungs",
        "norm",
        "--seed",
        seed,
        "--json",
      );
      const { rungs } = JSON.parse(stdout) as { rungs: { regret: number }[] };
      return rungs[0]!.regret;
    };
    expect(await run("2")).toBe(await run("2"));
  });

  it.each([
    ["an unknown rung", ["z1r", "--rungs", "fre"], 2, /--rungs must be among kgram1, .*, got fre/],
    ["a length that is too small", ["z1r", "--length", "1"], 2, /--length must be a whole number from 2 up, got 1/],
    ["a length with too many words", ["mess3", "--length", "30"], 1, /length must be at most 11 for mess3/],
    ["no SPEC", [], 2, /SPEC/],
  ])("says what is wrong with %s, in one line", async (_, args, code, message) => {
    const outcome = await runCommand("ladder", ...args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
    expect(outcome).toMatchObject({ code, stdout: "" });
  });
});
