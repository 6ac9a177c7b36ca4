import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readJson } from "./load-process.ts";

/** What the JSON file beside an ONNX model says of it; all of it optional for models made elsewhere. */
export type Manifest = {
  readonly process?: { readonly id: string; readonly params: Readonly<Record<string, number>> };
  readonly context?: number;
  readonly bos?: number | null;
  readonly tokenMap?: readonly number[] | null;
  readonly control?: string | null;
  /** Names of inner tensors by hook name, where the graph's structure doesn't tell. */
  readonly hooks?: Readonly<Record<string, string>>;
};

/** An ONNX file as read from disk. */
export type ModelFile = {
  readonly path: string;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly manifest: Manifest;
};

/**
 * Reads an ONNX file, and the manifest beside it (`NAME.json` for `NAME.onnx`) if there is one.
 *
 * @throws Error that names the file if it can't be read or its manifest makes no sense.
 */
export async function loadModel(path: string): Promise<ModelFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Error(`model: the file must be readable, got ${path} (${code})`, { cause: error });
  }
  const beside = path.replace(/\.onnx$/, "") + ".json";
  const manifest = existsSync(beside) ? checkManifest(await readJson(beside, "manifest"), beside) : {};
  return { path, name: basename(path), bytes, sha256: createHash("sha256").update(bytes).digest("hex"), manifest };
}

/** The control that a model's manifest names, beside the model; null if it names none. */
export async function loadControl(model: ModelFile): Promise<ModelFile | null> {
  const { control } = model.manifest;
  return typeof control === "string" ? loadModel(join(dirname(model.path), control)) : null;
}

function checkManifest(value: unknown, file: string): Manifest {
  const fail = (key: string, rule: string, got: unknown): never => {
    throw new RangeError(`manifest: ${key} must be ${rule}, got ${JSON.stringify(got)} in ${file}`);
  };
  if (!isRecord(value)) return fail("the file", "a JSON object", value);
  const { process, context, bos, tokenMap, control, hooks } = value;
  const isId = (id: unknown): boolean => Number.isInteger(id) && (id as number) >= 0;
  if (process !== undefined && !(isRecord(process) && typeof process.id === "string" && isRecord(process.params))) {
    fail("process", "{id, params}", process);
  }
  if (context !== undefined && !(isId(context) && context !== 0)) fail("context", "a positive integer", context);
  if (bos !== undefined && bos !== null && !isId(bos)) fail("bos", "null or a token id", bos);
  if (tokenMap !== undefined && tokenMap !== null && !(Array.isArray(tokenMap) && tokenMap.every(isId))) {
    fail("tokenMap", "null or a list of token ids", tokenMap);
  }
  if (control !== undefined && control !== null && typeof control !== "string") {
    fail("control", "null or a file name", control);
  }
  if (hooks !== undefined && !(isRecord(hooks) && Object.values(hooks).every((name) => typeof name === "string"))) {
    fail("hooks", "an object of tensor names", hooks);
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
