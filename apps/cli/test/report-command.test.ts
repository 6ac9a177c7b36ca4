import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReportResults } from "@beliefscope/studies";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./run-command.ts";

const models = fileURLToPath(new URL("../../../models/", import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "beliefscope-"));
});
afterAll(() => rm(folder, { recursive: true }));

const one = `${models}mess3-1l-attn.onnx`;

describe("beliefscope report", () => {
  it("on the defaults: the trained network carries the fractal, above every baseline and control", async () => {
    const out = join(folder, "default");
    const { code, stdout, stderr } = await runCommand("report", "--out", out, "--json");
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/Kalman, linear/) as string });
    const results = JSON.parse(stdout) as ReportResults;
    expect(JSON.parse(await readFile(join(out, "results.json"), "utf8"))).toEqual(results);
    expect((await readdir(out)).sort()).toEqual(["figure.png", "figure.svg", "index.html", "results.json"]);

    // The project's reference numbers; the network's from what PyTorch's recipe promises.
    expect(results.positions).toEqual([1, 10]);
    expect(results.optimal.lossMean).toBeCloseTo(0.802512, 6);
    expect(results.network.regret).toBeGreaterThan(0);
    expect(results.network.regret).toBeLessThan(0.002);
    expect(results.network.lossByTokensRead[0]).toBeNull();
    expect(results.network.maxOutputDelta).toBeLessThan(1e-6);
    const shown = results.sites.find(({ name }) => name === results.shownSite)!;
    expect(shown.r2HeldOut).toBeGreaterThan(0.98);
    expect(shown.gainOverBestBaseline).toBeGreaterThan(0.04);
    expect(shown.untrained.r2HeldOut).toBeLessThan(results.baselines.history.r2HeldOut!);
    expect(results.control).toEqual({ file: "mess3-4l-untrained.onnx", kind: "untrained" });

    const [kalman, , zeta] = results.filters;
    expect(kalman!.poles![0]![0]).toBeCloseTo(0.4942706356, 9); // closed form
    expect(zeta!.poles![0]![0]).toBeCloseTo(0.85, 12);
    expect(kalman!.regret).toBeLessThan(zeta!.regret!);

    // The picture of the README was made with `npm run media`: its numbers must still be these.
    const media = fileURLToPath(new URL("../../../docs/media/report-mess3.json", import.meta.url));
    const pictured = JSON.parse(await readFile(media, "utf8")) as ReportResults;
    expect(pictured.model).toEqual(results.model);
    expect(pictured.network.regret).toBeCloseTo(results.network.regret, 6);
    expect(pictured.sites.map(({ name }) => name)).toEqual(results.sites.map(({ name }) => name));
    pictured.sites.forEach((site, i) => {
      expect(site.r2HeldOut).toBeCloseTo(results.sites[i]!.r2HeldOut!, 4);
    });

    const page = await readFile(join(out, "index.html"), "utf8");
    expect(page.replaceAll(/data:[^"')]*/g, "")).not.toMatch(
      /<script|<link|src="http|href="http|undefined|NaN|\[object/,
    );
  }, 120_000);

  it("puts a network's own weights, permuted, in the place of a control that it doesn't have", async () => {
    const out = join(folder, "permuted");
    const file = join(folder, "without-control.onnx");
    await copyFile(one, file);
    const flags = ["--model", file, "--process", "mess3", "--context", "6"];
    const { stdout, stderr } = await runCommand("report", ...flags, "--out", out, "--json");
    const results = JSON.parse(stdout) as ReportResults;
    expect(results.control).toEqual({ file: null, kind: "permuted" });
    expect(results.ensemble.words).toBe(3 ** 6);
    expect(results.sites[0]!.r2HeldOut).toBeGreaterThan(results.sites[0]!.untrained.r2HeldOut!);
    const page = await readFile(join(out, "index.html"), "utf8");
    expect(stderr).toMatch(/permuted weights, /);
    expect(`${page}${stderr}`).not.toMatch(/untrained network|before training/);
  }, 60_000);

  it("probes any tensor of the network by name, its logits too", async () => {
    const out = join(folder, "site");
    const flags = [
      "--model",
      one,
      "--context",
      "4",
      "--site",
      "logits",
      "--site",
      "/blocks.0/ln1/LayerNormalization_output_0",
    ];
    const { stdout, code } = await runCommand("report", ...flags, "--out", out, "--json");
    expect(code).toBe(0);
    const names = (JSON.parse(stdout) as ReportResults).sites.map(({ name, width }) => [name, width]);
    expect(names).toEqual([
      ["logits", 3],
      ["/blocks.0/ln1/LayerNormalization_output_0", 64],
      ["all sites", 67],
    ]);
  }, 60_000);

  it("on a network with BOS: its loss before the first token, close to the optimum", async () => {
    const out = join(folder, "z1r");
    const { stdout, code } = await runCommand("report", "--model", `${models}z1r-2l.onnx`, "--out", out, "--json");
    expect(code).toBe(0);
    const { network, optimal } = JSON.parse(stdout) as ReportResults;
    expect(optimal.lossByTokensRead[0]).toBeCloseTo(Math.log(2), 12); // both tokens equally likely
    expect(network.lossByTokensRead[0]! - optimal.lossByTokensRead[0]!).toBeLessThan(0.001);
    expect(network.regret).toBeLessThan(0.001);
  }, 60_000);

  it("leaves other files in its folder alone, and nothing half-written", async () => {
    const out = join(folder, "kept");
    await mkdir(out);
    await writeFile(join(out, "notes.txt"), "mine");
    await runCommand("report", "--model", one, "--context", "3", "--out", out);
    expect((await readdir(out)).sort()).toEqual([
      "figure.png",
      "figure.svg",
      "index.html",
      "notes.txt",
      "results.json",
    ]);
    const failed = join(folder, "never");
    expect(await runCommand("report", "--model", "missing.onnx", "--out", failed)).toMatchObject({ code: 1 });
    expect(await readdir(folder)).not.toContain("never");
  }, 60_000);

  it.each([
    ["a file that isn't there", ["--model", "missing.onnx"], 1, /missing\.onnx \(ENOENT\)/],
    ["a file that is no ONNX", ["--model", `${models}README.md`], 1, /ONNX/],
    ["a process that the vocabulary can't say", ["--model", one, "--process", "mr_name"], 1, /vocabulary of 3, got 3/],
    ["a token map of the wrong length", ["--model", one, "--token-map", "0,1"], 1, /3 tokens of mess3, got 2/],
    ["a token map beyond the vocabulary", ["--model", one, "--token-map", "0,1,7"], 1, /tokenMap.*7/],
    ["a BOS beyond the vocabulary", ["--model", one, "--bos", "3"], 1, /bos.*3/i],
    [
      "a tensor that isn't there",
      ["--model", one, "--site", "blocks.0.hook_resid_pots"],
      1,
      /blocks\.0\.hook_resid_post/,
    ],
    ["an unknown process", ["--process", "mess4"], 1, /mess3/],
    ["a process no bundled network knows", ["--process", "even"], 1, /--model: must be given/],
    ["a folder inside a file", ["--model", one, "--out", `${one}/x`], 1, /--out: the folder must be writable/],
    ["a folder that can't be made", ["--model", one, "--out", "/proc/x/y"], 1, /--out: the folder must be writable/],
    [
      "a context beyond the model's",
      ["--model", one, "--context", "99"],
      1,
      /--context: must be at most the model's 10/,
    ],
    ["a folder without a name", ["--model", one, "--out", ""], 1, /--out: the folder must have a name/],
    ["a flag that isn't there", ["--modle", one], 2, /--model/],
    ["a seed that is no number", ["--seed", "x"], 2, /--seed/],
  ])("says what is wrong with %s, in one line", async (_, args, code, message) => {
    const out = args.includes("--out") ? [] : ["--out", join(folder, "wrong")];
    const outcome = await runCommand("report", ...args, ...out);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
    expect(outcome).toMatchObject({ code, stdout: "" });
    expect(await readdir(folder)).not.toContain("wrong");
  });

  it("says what is wrong with a truncated ONNX file and with a manifest that makes no sense", async () => {
    const whole = await readFile(one);
    const cut = join(folder, "cut.onnx");
    await writeFile(cut, whole.subarray(0, whole.length / 2));
    const truncated = await runCommand("report", "--model", cut, "--process", "mess3", "--out", join(folder, "x"));
    expect(truncated.stderr).toMatch(/truncated|ends|byte/);
    expect(truncated.code).toBe(1);
    const copy = join(folder, "copy.onnx");
    await copyFile(one, copy);
    await writeFile(join(folder, "copy.json"), JSON.stringify({ context: -1 }));
    const manifest = await runCommand("report", "--model", copy, "--process", "mess3", "--out", join(folder, "x"));
    expect(manifest.stderr).toMatch(/manifest: context must be a positive integer, got -1/);
  });
});

describe("beliefscope inspect FILE.onnx", () => {
  it("lists every value and the recognised hooks", async () => {
    const { stdout } = await runCommand("inspect", `${models}mess3-4l.onnx`, "--json");
    const { values, hooks } = JSON.parse(stdout) as { values: { name: string; kind: string }[]; hooks: object };
    expect(values.filter(({ kind }) => kind === "input").map(({ name }) => name)).toEqual(["tokens"]);
    expect(hooks).toMatchObject({
      "blocks.0.hook_resid_post": "/blocks.0/Add_1_output_0",
      "blocks.3.attn.hook_pattern": "/blocks.3/attn/Softmax_output_0",
      "ln_final.hook_normalized": "/ln_final/LayerNormalization_output_0",
    });
    expect((await runCommand("inspect", one)).stdout).toMatch(/blocks\.0\.attn\.hook_pattern/);
  });

  it("says what is wrong with a file that is no ONNX", async () => {
    const outcome = await runCommand("inspect", `${models}README.md`);
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(outcome.stderr.trim().split("\n")).toHaveLength(1);
  });
});
