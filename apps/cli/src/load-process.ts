import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createProcess, type Hmm, hmmFromJson, parseProcessSpec } from "@beliefscope/hmm-core";

/** A process as the user named it. */
export type NamedProcess = {
  readonly hmm: Hmm;
  /** The registry's id, or the file's name without its ending. */
  readonly id: string;
  readonly params: Readonly<Record<string, unknown>>;
};

/**
 * Loads the process that a SPEC names: `id`, `id:key=value,…`, or a JSON file (its name ends in `.json`).
 *
 * @throws RangeError or Error that names what is wrong with it.
 */
export async function loadProcess(spec: string): Promise<NamedProcess> {
  if (!spec.endsWith(".json")) return parseProcessSpec(spec);
  const hmm = hmmFromJson(await readJson(spec, "process file"));
  return { hmm, id: basename(spec, ".json"), params: {} };
}

/** A process of the registry, as a manifest names it. */
export function registeredProcess({
  id,
  params,
}: {
  id: string;
  params: Readonly<Record<string, number>>;
}): NamedProcess {
  return { hmm: createProcess(id, params), id, params };
}

/** Reads a JSON file; a failure says which file and why. */
export async function readJson(file: string, what: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`${what}: the file must be readable, got ${file} (${systemCode(error)})`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${what}: the file must be JSON, got ${file} (${String(error)})`, { cause: error });
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
