import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Program } from "./program.ts";

const bench = fileURLToPath(new URL("../", import.meta.url));
const python = `${bench}python/.venv/bin/python`;
const pythonWithTorch = fileURLToPath(new URL("../../tools/train/.venv/bin/python", import.meta.url));

/** One thread, and the kernels that OpenBLAS chooses itself: an override meant for older builds slows this one. */
const pythonEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  OPENBLAS_CORETYPE: undefined,
  OPENBLAS_L2_SIZE: undefined,
  OPENBLAS_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
};

/** How to start a program, or what is missing for that. */
export type Command =
  | { readonly file: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv }
  | { readonly missing: string };

/** Makes a program ready to run on an input; C is compiled into the folder. */
export function prepare(
  { language, name, torch, args = [], flags = [] }: Program,
  input: string,
  folder: string,
): Command {
  const rest = [input, ...args.map(String)];
  if (language === "js") {
    return { file: process.execPath, args: [`${bench}js/${name}.mjs`, ...rest], env: process.env };
  }
  if (language === "python") {
    const file = torch ? pythonWithTorch : python;
    if (!existsSync(file)) {
      return { missing: `${torch ? "tools/train/.venv" : "bench/python/.venv"} not found, see bench/README.md` };
    }
    return { file, args: [`${bench}python/${name}.py`, ...rest], env: pythonEnvironment };
  }
  const binary = `${folder}/${[name, ...flags].join("")}`;
  const { error, status, stderr } = spawnSync("gcc", [...flags, "-o", binary, `${bench}c/${name}.c`, "-lm"], {
    encoding: "utf8",
  });
  if (error) return { missing: "gcc not found" };
  if (status !== 0) throw new Error(`prepare: gcc must compile ${name}.c, got\n${stderr}`);
  return { file: binary, args: rest, env: process.env };
}

const versions = `
import importlib.metadata as metadata, platform, numpy
from threadpoolctl import threadpool_info
blas = next((lib for lib in threadpool_info() if lib["user_api"] == "blas"), {})
print(f"Python {platform.python_version()}", *(f"{name} {metadata.version(name)}" for name in ("hmmlearn", "numpy")), sep=", ", end="")
print(f" ({blas.get('internal_api')} {blas.get('version')}, {blas.get('architecture')}, threads: {blas.get('num_threads')})")`;

const torchVersion = `
import importlib.metadata as metadata, platform
print(f"Python {platform.python_version()}, torch {metadata.version('torch')} (CPU, threads: 1)")`;

/** What the competitors are, a line each. */
export function describeToolchain(): string[] {
  const options = { encoding: "utf8", env: pythonEnvironment } as const;
  const gcc = spawnSync("gcc", ["--version"], options);
  const libraries = spawnSync(python, ["-c", versions], options);
  const torch = spawnSync(pythonWithTorch, ["-c", torchVersion], options);
  return [gcc, libraries, torch].filter(({ status }) => status === 0).map(({ stdout }) => stdout.split("\n")[0]!);
}
