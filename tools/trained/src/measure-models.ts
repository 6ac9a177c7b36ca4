// What the beliefscope command says of every model in models/, site by site, into tools/train/results/models.json; models that were
// measured already, and haven't changed, are left as they are. `python -m beliefscope_train table` prints the table.
// Usage: npm run build, then npm run example tools/trained/src/measure-models.ts
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

type Fit = {
  readonly r2HeldOut: number | null;
  readonly r2HeldOutSe: number | null;
  readonly r2InSample: number | null;
};
type Site = Fit & { readonly name: string; readonly untrained: Fit; readonly gainOverBestBaseline: number | null };
type Report = {
  readonly process: { readonly id: string; readonly params: unknown };
  readonly control: unknown;
  readonly seed: number;
  readonly probe: unknown;
  readonly network: { readonly regret: number; readonly maxOutputDelta: number | null };
  readonly sites: readonly Site[];
  readonly baselines: Readonly<Record<string, Fit>>;
};
type Law = {
  readonly laws: unknown;
  readonly lags: unknown;
  readonly heads: readonly { readonly hook: string; readonly head: number }[];
  readonly costOfMeans: unknown;
  readonly influence: { readonly byLag: readonly number[]; readonly r2: number | null; readonly decay: unknown };
};
type Compared = { readonly laws: unknown; readonly influence: unknown };
type Results = { command: string; models: Record<string, { readonly sha256: string }> };

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const cli = path("../../../apps/cli/dist/main.js");
const models = path("../../../models/");
const resultsFile = path("../../train/results/models.json");
const probed = /^blocks\.0\.hook_resid_pre$|^blocks\.\d+\.hook_resid_(mid|post)$|^ln_final\.hook_normalized$/;

/** The command's JSON; throws what it says if it fails. */
function beliefscope(...args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`beliefscope ${args.join(" ")}: ${stderr.trim().split("\n").at(-1) ?? ""}`);
  return JSON.parse(stdout);
}

function measure(file: string, folder: string): Record<string, unknown> {
  const { hooks } = beliefscope("inspect", file, "--json") as { readonly hooks: Readonly<Record<string, string>> };
  const manifest = JSON.parse(readFileSync(file.replace(/onnx$/, "json"), "utf8")) as {
    readonly hooks?: Readonly<Record<string, string>>;
  };
  const names = Object.keys({ ...hooks, ...manifest.hooks });
  const sites = names.filter((name) => probed.test(name)).flatMap((name) => ["--site", name]);
  const report = beliefscope("report", "--model", file, ...sites, "--out", folder, "--json") as Report;
  const { process, control, seed, probe, network, baselines } = report;
  const attention = names.some((name) => name.endsWith("attn.hook_pattern"));
  return {
    process,
    control,
    seed,
    probe,
    regret: network.regret,
    sites: report.sites,
    baselines,
    ...(attention ? lawOf(file) : influenceOf(file)),
  };
}

/** By which law a network with attention forgets, without the patterns themselves. */
function lawOf(file: string): Record<string, unknown> {
  const { models } = beliefscope("attention-law", file, "--json") as { readonly models: readonly [Law] };
  const { laws, lags, heads, costOfMeans, influence } = models[0];
  const { byLag, r2, decay } = influence;
  return {
    laws,
    lags,
    heads: heads.map((head) => ({ ...head, mean: undefined })),
    costOfMeans,
    influence: { byLag, r2, decay },
  };
}

/** The same of a network without attention: only what tokens count for the logits. */
function influenceOf(file: string): Record<string, unknown> {
  const comparison = beliefscope("compare", file, "--json") as { readonly lags: unknown; readonly models: [Compared] };
  const { laws, influence } = comparison.models[0];
  return { laws, lags: comparison.lags, heads: [], costOfMeans: null, influence: { decay: influence } };
}

const results: Results = existsSync(resultsFile)
  ? (JSON.parse(readFileSync(resultsFile, "utf8")) as Results)
  : { command: "", models: {} };
results.command = "npm run example tools/trained/src/measure-models.ts";
const folder = mkdtempSync(join(tmpdir(), "beliefscope-models-"));
const known = results.models;
results.models = {};
const trained = readdirSync(models).filter((file) => file.endsWith(".onnx") && !file.endsWith("-untrained.onnx"));
for (const file of trained.sort()) {
  const name = basename(file, ".onnx");
  const sha256 = createHash("sha256")
    .update(readFileSync(join(models, file)))
    .digest("hex");
  const before = known[name];
  if (before?.sha256 === sha256) {
    results.models[name] = before;
    continue;
  }
  const started = performance.now();
  results.models[name] = { sha256, ...measure(join(models, file), folder) };
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  writeFileSync(resultsFile, `${JSON.stringify({ ...results, models: { ...known, ...results.models } }, null, 1)}\n`);
}
writeFileSync(resultsFile, `${JSON.stringify(results, null, 1)}\n`);
rmSync(folder, { recursive: true });
