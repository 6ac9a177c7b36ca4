import { createOnnxSource, type OnnxSource, type OnnxSourceOptions } from "@beliefscope/interp-probes";
import { loadModel, type ModelFile } from "./load-model.ts";
import { loadProcess, type NamedProcess, registeredProcess } from "./load-process.ts";

/** How to read a model, as given on the command line; what is not given, its manifest may say. */
export type ModelFlags = {
  readonly process?: string;
  readonly context?: number;
  readonly bos?: number;
  readonly tokenMap?: readonly number[];
};

/** A model that can be run, and the process that it was trained on. */
export type OpenModel = {
  readonly model: ModelFile;
  readonly source: OnnxSource;
  readonly process: NamedProcess;
  /** The number of tokens that it is to read. */
  readonly context: number;
  /** How it was opened, for another file of the same kind. */
  readonly reading: Pick<OnnxSourceOptions, "bos" | "tokenMap" | "hooks">;
};

const defaultContext = 10;

/**
 * Opens a model with the flags and its manifest.
 *
 * @param sites Tensors to read beside the hooks that are recognised.
 * @throws Error if it can't be read; RangeError if it and the process or a flag don't fit.
 */
export async function openModel(file: string, flags: ModelFlags, sites: readonly string[] = []): Promise<OpenModel> {
  const model = await loadModel(file);
  const { manifest } = model;
  const bos = flags.bos ?? manifest.bos ?? null;
  const tokenMap = flags.tokenMap ?? manifest.tokenMap ?? null;
  const named = sites.map((name) => [name, manifest.hooks?.[name] ?? name] as const);
  const reading = { bos, tokenMap, hooks: { ...manifest.hooks, ...Object.fromEntries(named) } };
  const runtime = await import("onnxruntime-node");
  const source = await createOnnxSource(model.bytes, { runtime, ...reading });
  try {
    const process = await processOf(model, flags.process);
    checkTokens(source, process, tokenMap);
    const context = flags.context ?? manifest.context ?? source.context ?? defaultContext;
    if (source.context !== null && context > source.context) {
      throw new RangeError(`--context: must be at most the model's ${source.context}, got ${context}`);
    }
    return { model, source, process, context, reading };
  } catch (error) {
    await source.dispose();
    throw error;
  }
}

async function processOf({ path, manifest }: ModelFile, spec: string | undefined): Promise<NamedProcess> {
  if (spec !== undefined) return loadProcess(spec);
  if (manifest.process) return registeredProcess(manifest.process);
  throw new Error(`--process: must be given for a model whose manifest names none, got ${path}`);
}

function checkTokens(source: OnnxSource, { hmm, id }: NamedProcess, tokenMap: readonly number[] | null): void {
  const ids = tokenMap ?? Array.from({ length: hmm.numTokens }, (_, token) => token);
  if (ids.length !== hmm.numTokens) {
    throw new RangeError(`--token-map: must name the ${hmm.numTokens} tokens of ${id}, got ${ids.length}`);
  }
  const beyond = ids.find((token) => token >= source.vocabularySize);
  if (beyond !== undefined) {
    const rule = `token ids must be below the model's vocabulary of ${source.vocabularySize}`;
    throw new RangeError(`model: ${rule}, got ${beyond} for ${id} (--token-map says which ids the model uses)`);
  }
}
