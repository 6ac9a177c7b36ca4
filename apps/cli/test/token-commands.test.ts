import { mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createProcess,
  filterBeliefs,
  hmmFromJson,
  type HmmJson,
  logLikelihood,
  padTokens,
  sampleTokens,
} from "@beliefscope/hmm-core";
import { createTensor } from "@beliefscope/tensor";
import { decodeNpy, decodeSafetensors, encodeNpy } from "@beliefscope/tensor/files";
import { createRandom } from "@beliefscope/tensor/random";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runCommand, runWithInput } from "./run-command.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "beliefscope-"));
});
beforeEach(async () => {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

const circle3 = createProcess("circle3");
const seeded = (batch: number, length: number, seed = 1): number[][] => {
  const { data } = sampleTokens(circle3, { batch, length, random: createRandom(seed) });
  return Array.from({ length: batch }, (_, i) => [...data.slice(i * length, (i + 1) * length)]);
};
const textOf = (sequences: readonly (readonly number[])[]): string =>
  sequences.map((tokens) => `${tokens.join(" ")}\n`).join("");

/** The numbers of a CSV, by line. */
function csvRows(text: string): number[][] {
  return text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
}

describe("beliefscope sample SPEC", () => {
  it("writes the tokens of sampleTokens, a line for each sequence", async () => {
    const outcome = await runCommand("sample", "circle3", "--length", "7", "--batch", "3", "--seed", "5");
    expect(outcome).toEqual({ code: 0, stdout: textOf(seeded(3, 7, 5)), stderr: "" });
  });

  it("draws the same tokens in whatever pieces: many short sequences, long ones, and of a signed process", async () => {
    for (const [spec, batch, length] of [
      ["circle3", 70_000, 2],
      ["circle3", 2, 70_000],
      ["fanizza", 2, 70_000],
    ] as const) {
      const { stdout } = await runCommand("sample", spec, "--length", `${length}`, "--batch", `${batch}`);
      const { data } = sampleTokens(createProcess(spec), { batch, length, random: createRandom(1) });
      const written = stdout.trimEnd().split("\n");
      expect(written).toHaveLength(batch);
      expect(stdout.split(/\s/).slice(0, -1).join(" ") === data.join(" ")).toBe(true);
      expect(written.every((line) => line.length === 2 * length - 1)).toBe(true);
    }
  }, 20_000);

  it("writes one JSON document, ids or names", async () => {
    const { stdout } = await runCommand("sample", "circle3", "--length", "3", "--batch", "2", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, id: "circle3", seed: 1, tokens: seeded(2, 3) });
    const named = await runCommand("sample", "days_of_week", "--length", "4", "--json", "--names");
    const { tokens, tokenNames } = JSON.parse(named.stdout) as { tokens: string[][]; tokenNames: string[] };
    expect(tokens[0]).toHaveLength(4);
    for (const name of tokens[0]!) expect(tokenNames).toContain(name);
  });

  it("writes npy and safetensors, as the file's name ends", async () => {
    const [npy, safetensors] = [join(folder, "t.npy"), join(folder, "t.safetensors")];
    const flags = ["--length", "5", "--batch", "3"];
    expect(await runCommand("sample", "circle3", ...flags, "-o", npy)).toEqual({ code: 0, stdout: "", stderr: "" });
    await runCommand("sample", "circle3", ...flags, "-o", safetensors);
    const expected = createTensor(Int32Array.from(seeded(3, 5).flat()), [3, 5]);
    expect(decodeNpy(await readFile(npy))).toEqual(expected);
    const { tensors, metadata } = decodeSafetensors(await readFile(safetensors));
    expect(tensors.tokens).toEqual(expected);
    expect(metadata).toMatchObject({ process: "circle3", seed: "1" });
    expect((await readdir(folder)).sort()).toEqual(["t.npy", "t.safetensors"]);
    const piped = await runWithInput([], "sample", "circle3", ...flags, "--format", "npy");
    expect(decodeNpy(piped.bytes)).toEqual(expected);
  });
});

describe("beliefscope beliefs SPEC [FILE]", () => {
  it("writes as CSV every bit of filterBeliefs, wherever the input is cut", async () => {
    const sequences = [[0, 1, 2, 2, 0], [1], [2, 2]];
    const { tokens, lengths } = padTokens(sequences);
    const truth = filterBeliefs(circle3, tokens, { lengths });
    const rows = sequences.flatMap((ids, s) =>
      ids.map((token, t) => [s, t, token, ...truth.beliefs.data.slice((s * 5 + t) * 3, (s * 5 + t + 1) * 3)]),
    );
    const text = textOf(sequences);
    for (let cut = 0; cut <= text.length; cut += 3) {
      const { code, stdout, stderr } = await runWithInput([text.slice(0, cut), text.slice(cut)], "beliefs", "circle3");
      expect(code).toBe(0);
      expect(stdout.split("\n", 1)).toEqual(["sequence,position,token,S0,S1,S2"]);
      expect(csvRows(stdout)).toEqual(rows);
      const total = truth.logLikelihood.reduce((sum, one) => sum + one, 0);
      expect(stderr).toBe(
        `log-likelihood ${total.toFixed(6)} nats, loss ${(-total / 8).toFixed(6)} nats a token (8 tokens in 3 sequences)\n`,
      );
    }
  });

  it("carries beliefs over the pieces of a long line", async () => {
    const tokens = seeded(1, 100_000);
    const text = textOf(tokens);
    const pieces = Array.from({ length: 7 }, (_, i) => text.slice(i * 30_000, (i + 1) * 30_000));
    const { bytes } = await runWithInput(pieces, "beliefs", "circle3", "--format", "npy");
    const { beliefs } = filterBeliefs(circle3, createTensor(Int32Array.from(tokens[0]!), [1, 100_000]));
    const read = decodeNpy(bytes);
    expect(read.shape).toEqual([100_000, 3]);
    const apart = beliefs.data.reduce((most, entry, i) => Math.max(most, Math.abs(entry - read.data[i]!)), 0);
    expect(apart).toBeLessThan(1e-14); // pieces may round otherwise than the whole
  });

  it("writes one JSON document: steps, lengths and log-likelihoods", async () => {
    const { stdout } = await runWithInput(["0 1\n2\n"], "beliefs", "circle3", "--json", "--next-token");
    const { tokens, lengths } = padTokens([[0, 1], [2]]);
    const { beliefs, logLikelihood: nats } = filterBeliefs(circle3, tokens, { lengths });
    type Document = {
      sequences: { steps: { token: number; belief: number[]; nextToken: number[] }[]; logLikelihood: number }[];
      natsPerToken: number;
    };
    const read = JSON.parse(stdout) as Document;
    expect(read).toMatchObject({ schemaVersion: 1, id: "circle3", stateNames: ["S0", "S1", "S2"], numTokens: 3 });
    expect(read.sequences.map(({ steps }) => steps.map(({ token }) => token))).toEqual([[0, 1], [2]]);
    expect(read.sequences[0]!.steps[1]!.belief).toEqual([...beliefs.data.slice(3, 6)]);
    expect(read.sequences.map((one) => one.logLikelihood)).toEqual([...nats]);
    expect(read.natsPerToken).toBeCloseTo(-(nats[0]! + nats[1]!) / 3, 12);
    // P(next | so far) by the words' probabilities: P(0 1 x) / P(0 1)
    const words = padTokens([0, 1, 2].map((token) => [0, 1, token]));
    const next = logLikelihood(circle3, words.tokens).map((one) => Math.exp(one - nats[0]!));
    read.sequences[0]!.steps[1]!.nextToken.forEach((p, token) => expect(p).toBeCloseTo(next[token]!, 12));
  });

  it("writes safetensors with tokens, lengths and log-likelihoods; --last keeps the ends", async () => {
    const out = join(folder, "b.safetensors");
    const text = textOf([[0, 1], [2, 0, 0]]); // prettier-ignore
    await runWithInput([text], "beliefs", "circle3", "--next-token", "-o", out);
    const { tensors, metadata } = decodeSafetensors(await readFile(out));
    const { tokens, lengths } = padTokens([[0, 1], [2, 0, 0]]); // prettier-ignore
    const truth = filterBeliefs(circle3, tokens, { lengths });
    expect(tensors.beliefs?.shape).toEqual([5, 3]);
    expect(tensors.nextToken?.shape).toEqual([5, 3]);
    expect(tensors.tokens?.data).toEqual(Int32Array.of(0, 1, 2, 0, 0));
    expect(tensors.lengths?.data).toEqual(Int32Array.of(2, 3));
    expect(tensors.logLikelihood?.data).toEqual(truth.logLikelihood);
    expect(metadata).toMatchObject({ process: "circle3", state_names: '["S0","S1","S2"]' });

    const last = await runWithInput([text.slice(0, 3), text.slice(3)], "beliefs", "circle3", "--last");
    const ends = truth.finalBeliefs.data;
    expect(csvRows(last.stdout)).toEqual([
      [0, 1, 1, ...ends.slice(0, 3)],
      [1, 2, 0, ...ends.slice(3)],
    ]);
  });

  it("reads names and writes them back, lines as one sequence, and NumPy files", async () => {
    const { stdout } = await runWithInput(["(\n(\n)\n"], "beliefs", "matching_parens", "--one-sequence");
    expect(stdout).toMatch(/^sequence,position,token,depth 0,.*\n0,0,\(,.*\n0,1,\(,.*\n0,2,\),/);
    const column = await runWithInput(["0\n1\n"], "beliefs", "circle3");
    expect(column.stderr).toMatch(/2 tokens in 2 sequences\); --one-sequence reads a column/);
    const file = join(folder, "tokens.npy");
    await writeFile(file, encodeNpy(createTensor(Uint8Array.of(0, 1, 2, 2), [2, 2])));
    const fromFile = await runCommand("beliefs", "circle3", file);
    const fromText = await runWithInput(["0,1\n2,2"], "beliefs", "circle3", "-");
    expect(fromFile.stdout).toBe(fromText.stdout);
  });

  it("quotes names in CSV", async () => {
    const file = join(folder, "p.json");
    const process = { labeledTransitions: [[[0.5, 0], [0, 0.5]], [[0, 0.5], [0.5, 0]]], stateNames: ['a,"b"', "c"] }; // prettier-ignore
    await writeFile(file, JSON.stringify(process));
    const { stdout } = await runWithInput(["0"], "beliefs", file);
    expect(stdout).toBe('sequence,position,token,"a,""b""",c\n0,0,0,0.5,0.5\n');
  });

  it.each([
    ["a token beyond the process", "0 1\n2 3", ["circle3"], 1, /got "3" at sequence 1, position 1 \(line 2\)/],
    ["a word that is no token", "0 x", ["circle3"], 1, /ids in \[0, 3\), got "x" at sequence 0, position 1/],
    [
      "a mistyped name",
      "Mo tew",
      ["days_of_week"],
      1,
      /got "tew" \(did you mean Te?w?e?\w*\?\) at sequence 0, position 1/,
    ],
    ["no tokens", "\n", ["circle3"], 1, /must hold at least one token, got none/],
    ["a file that isn't there", "", ["circle3", "missing.txt"], 1, /got missing\.txt \(ENOENT\)/],
    ["a folder", "", ["circle3", tmpdir()], 1, /must be readable, got .*EISDIR/],
    ["a process that isn't there", "0", ["circel3"], 1, /circle3/],
    ["two formats", "0", ["circle3", "--json", "--format", "csv"], 2, /--json: the format must be json/],
    ["an unknown format", "0", ["circle3", "--format", "cvs"], 2, /csv/],
    ["more than one array for npy", "0", ["circle3", "--format", "npy", "--next-token"], 2, /--next-token/],
    ["no process", "0", [], 2, /SPEC/],
    ["a file that can't be written", "0", ["circle3", "-o", "/proc/x/y"], 1, /--out: the file must be writable/],
    ["a folder to write to", "0", ["circle3", "-o", tmpdir()], 1, /--out: .* got the folder/],
    ["no name to write to", "0", ["circle3", "-o", ""], 1, /--out: the file must have a name/],
  ])("says what is wrong with %s, in one line", async (_, input, args, code, message) => {
    for (const format of args.includes("--format") || args.includes("--json") ? [] : ["csv", "json", "npy"]) {
      const outcome = await runWithInput([input], "beliefs", ...args, "--format", format);
      expect(outcome.stderr).toMatch(message);
      expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
      expect(outcome.code).toBe(code);
      if (format !== "csv") expect(outcome.stdout).toBe("");
    }
    const outcome = await runWithInput([input], "beliefs", ...args);
    expect(outcome).toMatchObject({ code, stderr: expect.stringMatching(message) as string });
  });

  it("says where in the whole input a token is impossible, and leaves no file", async () => {
    const tokens = ["0 1 1\n", `0 ${"1 1 ".repeat(50_000)}`, "0 1 0\n"]; // even: ones come in pairs
    const message =
      /tokens must be possible under the process, got 0 with probability 0 at sequence 1, position 100003/;
    for (const out of ["csv", "json", "npy", "safetensors"].map((ending) => join(folder, `b.${ending}`))) {
      const outcome = await runWithInput(tokens, "beliefs", "even", "-o", out);
      expect(outcome).toMatchObject({ code: 1, stderr: expect.stringMatching(message) as string });
      expect(outcome.stdout).toHaveLength(0);
      expect(await readdir(folder)).toEqual([]);
    }
    const json = await runWithInput(tokens, "beliefs", "even", "--json");
    expect(json).toMatchObject({ code: 1, stdout: "" }); // a document or nothing
  });

  it("replaces a file whole, keeps it where it fails, follows links, and writes to devices", async () => {
    const [file, link] = [join(folder, "b.csv"), join(folder, "link.csv")];
    await writeFile(file, "old");
    await symlink(file, link);
    expect((await runWithInput(["0 7"], "beliefs", "circle3", "-o", link)).code).toBe(1);
    expect(await readFile(file, "utf8")).toBe("old");
    expect((await runWithInput(["0"], "beliefs", "circle3", "-o", link)).code).toBe(0);
    expect(await readFile(file, "utf8")).toMatch(/^sequence,/);
    expect(await readlink(link)).toBe(file);
    expect((await runWithInput(["0"], "beliefs", "circle3", "-o", "/dev/null")).code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(["b.csv", "link.csv"]);
  });
});

describe("beliefscope fit [FILE]", () => {
  const truth = createProcess("even", { p: 0.4 });
  const evenTokens = sampleTokens(truth, { batch: 2, length: 1000, random: createRandom(3) });
  const evenText = `${evenTokens.data.slice(0, 1000).join(" ")}\n${evenTokens.data.slice(1000).join(",")}\n`;
  type Results = {
    logLikelihood: number;
    natsPerToken: number;
    parameters: number;
    bic: number;
    stopReason: string;
    start: number;
    starts: { start: number; logLikelihood: number }[];
    identification: { id: string; params: { p: number } };
    hmm: HmmJson;
  };

  it("finds the process that wrote the tokens, and scores it", async () => {
    const { code, stdout } = await runWithInput([evenText], "fit", "--states", "2", "--restarts", "2", "--json");
    expect(code).toBe(0);
    const results = JSON.parse(stdout) as Results & { schemaVersion: number };
    expect(results.schemaVersion).toBe(1);
    const nats = logLikelihood(truth, evenTokens).reduce((sum, one) => sum + one, 0);
    expect(results.logLikelihood).toBeGreaterThan(nats); // the maximum is above the truth
    expect(results.logLikelihood).toBeCloseTo(
      logLikelihood(hmmFromJson(results.hmm), evenTokens).reduce((sum, one) => sum + one, 0),
      6,
    );
    expect(results.natsPerToken).toBeCloseTo(-results.logLikelihood / 2000, 12);
    expect(results.parameters).toBe(2 * 3 + 1);
    expect(results.bic).toBeCloseTo(7 * Math.log(2000) - 2 * results.logLikelihood, 6);
    expect(results.stopReason).toBe("converged");
    expect(results.starts.map(({ start }) => start)).toEqual([0, 1, 2]);
    expect(Math.max(...results.starts.map((one) => one.logLikelihood))).toBe(results.logLikelihood);
    expect(results.starts.find(({ start }) => start === results.start)?.logLikelihood).toBe(results.logLikelihood);
    expect(results.identification.id).toBe("even");
    expect(results.identification.params.p).toBeCloseTo(0.4, 1);
  });

  it("writes a process that every command takes, names kept, zeros of --start kept", async () => {
    const out = join(folder, "mine.json");
    const { stdout } = await runWithInput(["b a b b a\nb b"], "fit", "--states", "1", "-o", out);
    expect(stdout).toMatch(/^mine {2}1 states, 2 tokens, fitted to 7 tokens in 2 sequences\n/);
    expect(JSON.parse(await readFile(out, "utf8"))).toMatchObject({ name: "mine", tokenNames: ["b", "a"] });
    const beliefs = await runWithInput(["a b"], "beliefs", out, "--next-token");
    expect(beliefs.stdout).toMatch(/next b,next a\n0,0,a,1,0\.71428571\d+,0\.28571428\d+\n/); // 5 of 7, 2 of 7
    const structured = await runWithInput([evenText], "fit", "--start", "even", "-o", "-");
    const { labeledTransitions } = JSON.parse(structured.stdout) as HmmJson;
    expect(labeledTransitions[0]).toEqual([[labeledTransitions[0]![0]![0], 0], [0, 0]]); // prettier-ignore
    expect(structured.stderr).toMatch(/Process +even:p=0\.39/);
    expect(await readdir(folder)).toEqual(["mine.json"]);
  });

  it("interrupted, shows and writes the best so far, and ends with 130", async () => {
    const out = join(folder, "early.json");
    const running = runWithInput([evenText], "fit", "--states", "6", "--tolerance", "0", "--max-iterations", "100000", "-o", out); // prettier-ignore
    while (process.listenerCount("SIGINT") === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    process.emit("SIGINT");
    const { code, stdout, stderr } = await running;
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: expect.stringMatching(/interrupted; this is the best/) as string,
    });
    expect(stdout).toMatch(/Stopped +interrupted after \d+ updates/);
    expect(hmmFromJson(JSON.parse(await readFile(out, "utf8"))).numStates).toBe(6);
    expect(process.listenerCount("SIGINT")).toBe(0);
  });

  it.each([
    ["neither states nor a start", "0 1", [], 2, /--states: the number of hidden states must be given/],
    ["a given belief that nobody gives", "0 1", ["--states", "2", "--initial", "given"], 2, /--initial given/],
    [
      "states that --start hasn't",
      "0 1",
      ["--start", "even", "--states", "3"],
      2,
      /must be the 2 of --start even, got 3/,
    ],
    [
      "tokens that --start hasn't",
      "0 1",
      ["--start", "even", "--tokens", "3"],
      2,
      /must be the 2 of --start even, got 3/,
    ],
    ["two documents", "0 1", ["--states", "2", "--json", "-o", "-"], 2, /--json: only one document/],
    ["a file no SPEC could name", "0 1", ["--states", "2", "-o", "x.txt"], 2, /must end in \.json.*x\.txt/],
    ["too few tokens", "0 4", ["--states", "2", "--tokens", "3"], 1, /--tokens: must be at least 5, got 3/],
    ["a token beyond the start", "0 2", ["--start", "even"], 1, /got "2" at sequence 0, position 1/],
    [
      "a token impossible from the start",
      "0 1 0",
      ["--start", "even"],
      1,
      /got 0 with probability 0 at sequence 0, position 2/,
    ],
    ["a signed start", "0 1", ["--start", "fanizza"], 1, /proper/],
    ["fractions", "0.5 0.7", ["--states", "2"], 1, /got "0\.5" at sequence 0, position 0/],
    ["a tolerance that is no number", "0", ["--states", "2", "--tolerance", "NaN"], 2, /--tolerance/],
    ["a prior below 0", "0", ["--states", "2", "--prior", "-1"], 2, /--prior/],
    [
      "an output that can't be written",
      "0",
      ["--states", "2", "-o", "/proc/x/y.json"],
      1,
      /--out: the file must be writable/,
    ],
    [
      "sequences too unequal",
      `${"0 ".repeat(20_000)}\n${"0\n".repeat(20_000)}`,
      ["--states", "1"],
      1,
      /similar lengths/,
    ],
  ])("says what is wrong with %s, in one line", async (_, input, args, code, message) => {
    const { stdout, stderr, ...outcome } = await runWithInput([input], "fit", ...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(outcome.code).toBe(code);
    expect(stdout).toBe("");
  });
});
