import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "beliefscope-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function processFile(name: string, content: unknown): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("beliefscope process SPEC", () => {
  it("--json gives the reference numbers of rrxor", async () => {
    const { code, stdout, stderr } = await runCommand("process", "rrxor", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const facts = JSON.parse(stdout) as {
      id: string;
      params: object;
      entropyRate: { lower: number; upper: number };
      optimalLoss: { length: number; mean: number };
    };
    expect(facts.id).toBe("rrxor");
    expect(facts.params).toEqual({ p1: 0.5, p2: 0.5 });
    expect(facts.optimalLoss).toMatchObject({ length: 8 });
    expect(facts.optimalLoss.mean).toBeCloseTo(0.616112739, 9); // the project's reference numbers
    expect(facts.entropyRate.lower).toBeLessThanOrEqual(0.46209812037 + 1e-11);
    expect(facts.entropyRate.upper).toBeGreaterThanOrEqual(0.46209812037 - 1e-11);
  });

  it("prints matrices, laws and losses for people", async () => {
    const { stdout } = await runCommand("process", "mess3:x=.15,a=.6", "--length", "3");
    expect(stdout).toMatch(/Emission P\(token \| state\), of the state arrived at/);
    expect(stdout).toMatch(/Eigenvalues\s+1\s+0\.55\s+0\.55/);
    expect(stdout).toMatch(/mean over k = 0 … 2 tokens read/);
  });

  it("prints dimensions and exponents with their errors, in --json under `dimension`", async () => {
    const { stdout } = await runCommand("process", "cantor", "--length", "1");
    expect(stdout).toMatch(
      /Dimension\s+information 0\.63093 \(sampled 0\.6\d+ ± 0\.\d+\) {2}correlation 0\.6.*support 0\.6/,
    );
    expect(stdout).toMatch(/Lyapunov\s+-1\.098612 nats per token/);
    const facts = JSON.parse((await runCommand("process", "sns", "--json")).stdout) as { dimension: object };
    expect(facts.dimension).toMatchObject({
      information: { value: 0, upperBoundOnly: false, method: "countably many beliefs" },
      lyapunov: [{ nats: null, kind: "exact" }],
      seed: 1,
    });
    expect((await runCommand("process", "rrxor", "--length", "1")).stdout).toMatch(
      /information 0 \(finitely many beliefs\)/,
    );
  });

  it("has in --json all that the command promises", async () => {
    const { stdout } = await runCommand("process", "circle3", "--length", "3", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      entropyRate: {
        lower: expect.any(Number) as number,
        upper: expect.any(Number) as number,
        nats: expect.any(Number) as number,
        exact: expect.any(Boolean) as boolean,
        method: expect.any(String) as string,
      },
      excessEntropy: { lower: expect.any(Number) as number, upper: expect.any(Number) as number },
      optimalLoss: { length: 3, mean: expect.any(Number) as number, byTokensRead: [Math.log(3), 0, 0].map(() => expect.any(Number) as number) }, // prettier-ignore
      mixedStates: { recurrent: null, total: null },
      dimension: { information: { upperBoundOnly: true }, correlation: {}, support: {}, lyapunov: [{}, {}] },
      bestFilter: { poles: [[expect.any(Number), expect.any(Number)], [expect.any(Number), expect.any(Number)]], gainSteady: [{}, {}, {}] }, // prettier-ignore
    });
  });

  it.each([
    ["eight tokens", ["random:v=8,n=3"], 8],
    ["eight tokens of eight states", ["messN:n=8,x=0.01"], 8],
    ["long contexts", ["mess3", "--length", "99"], 99],
  ])(
    "gives the rest, and bounds of the mean loss, where words are too many: %s",
    async (_, args, length) => {
      const { code, stdout, stderr } = await runCommand("process", ...args, "--json");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const facts = JSON.parse(stdout) as { optimalLoss: { byTokensRead: number[] }; entropyRate: { nats: number } };
      expect(facts.optimalLoss).toMatchObject({
        length,
        mean: null,
        meanBounds: { lower: expect.any(Number) as number, upper: expect.any(Number) as number },
        reason: expect.stringMatching(/^the words of \d+ tokens lead to too many beliefs$/) as string,
      });
      expect(facts.optimalLoss.byTokensRead.length).toBeGreaterThanOrEqual(6);
      expect(facts.entropyRate.nats).toBeGreaterThan(0);
    },
    30_000,
  );

  it("prints bounds of a mean loss that can't be summed up, and the losses that can", async () => {
    const { stdout } = await runCommand("process", "mess3", "--length", "60");
    expect(stdout).toMatch(/Optimal loss\s+between 0\.\d{9} and 0\.\d{9} nats, mean over k = 0 … 59 tokens read/);
    expect(stdout).toMatch(/the words of \d+ tokens lead to too many beliefs/);
  }, 30_000);

  it("reads a process from a JSON file, in either form", async () => {
    const emission = [[0.9, 0.1], [0.2, 0.8]]; // prettier-ignore
    const file = await processFile("mine.json", { transition: [[0.7, 0.3], [0.4, 0.6]], emission, emitOn: "departure" }); // prettier-ignore
    const facts = JSON.parse((await runCommand("process", file, "--json")).stdout) as { stationary: number[] };
    expect(facts.stationary[0]).toBeCloseTo(4 / 7, 12); // 0.4 / (0.3 + 0.4)
    const coin = await processFile("coin.json", { labeledTransitions: [[[0.3]], [[0.7]]] });
    const { stdout } = await runCommand("process", coin, "--json");
    expect((JSON.parse(stdout) as { entropyRate: { nats: number } }).entropyRate.nats).toBeCloseTo(0.610864302, 9);
  });

  it.each([
    ["an unknown process", ["process", "mes3"], 1, /mess3/],
    ["an unknown parameter", ["process", "mess3:y=.1"], 1, /x, a.*"y"/],
    ["a parameter out of range", ["process", "mess3:x=.9"], 1, /x.*0\.9/],
    ["a parameter that is no number", ["process", "mess3:x=small"], 1, /x must be a finite number, got "small"/],
    ["a file that isn't there", ["process", "missing.json"], 1, /missing\.json \(ENOENT\)/],
    ["no SPEC", ["process"], 2, /SPEC/],
    ["an unknown flag", ["process", "mess3", "--lenght", "3"], 2, /--length/],
    ["an unknown command", ["proces"], 2, /process/],
    [
      "a length without end",
      ["process", "z1r", "--length", "200000"],
      2,
      /--length must be .* from 1 to 100000, got 200000/,
    ],
    ["a length that is no number", ["process", "mess3", "--length", "-1"], 2, /--length/],
  ])("says what is wrong with %s, in one line", async (_, args, code, message) => {
    const outcome = await runCommand(...args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
    expect(outcome).toMatchObject({ code, stdout: "" });
  });

  it.each([
    ["rows that don't sum to one", { labeledTransitions: [[[0.3]], [[0.6]]] }, /sum to 1/],
    ["ragged rows", { transition: [[1, 0], [1]], emission: [[1], [1]], emitOn: "arrival" }, /transition/],
    ["no convention", { transition: [[1]], emission: [[1]] }, /emitOn/],
    ["a negative probability", { labeledTransitions: [[[-0.5]], [[1.5]]] }, /negative|-0\.5/],
    ["text for a number", { labeledTransitions: [[["1"]]] }, /labeledTransitions/],
    ["an empty object", {}, /labeledTransitions|transition/],
    ["a list", [], /object/],
    ["text that is no JSON", "{", /JSON/],
  ])("says what is wrong with a file that has %s, in one line", async (name, content, message) => {
    const { code, stdout, stderr } = await runCommand(
      "process",
      await processFile(`${name.replaceAll(/\W/g, "")}.json`, content),
    );
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });
});

describe("beliefscope processes", () => {
  it("lists every process, and each one listed can be shown", async () => {
    const { stdout } = await runCommand("processes", "--json");
    const { processes } = JSON.parse(stdout) as { processes: { id: string }[] };
    expect(processes.map(({ id }) => id)).toContain("mess3");
    for (const { id } of processes) {
      expect(await runCommand("process", id, "--length", "2", "--json")).toMatchObject({ code: 0, stderr: "" });
    }
    expect((await runCommand("processes")).stdout).toMatch(/mess3\s+x=0\.05,a=0\.85/);
  }, 90_000);
});
