import { createOnnxSource, type OnnxSource } from "@beliefscope/interp-probes";
import { permuteWeights } from "@beliefscope/onnx-graph";
import { type Report, reportStudy } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import { bundledModelFor } from "../bundled-models.ts";
import { loadControl, loadModel, type ModelFile } from "../load-model.ts";
import { type ControlFits, fitControlInThread } from "./fit-control-in-thread.ts";
import { loadProcess, type NamedProcess, registeredProcess } from "../load-process.ts";

/** What to measure, as given on the command line. */
export type MeasureOptions = {
  readonly process?: string;
  readonly model?: string;
  readonly control?: string;
  readonly site?: readonly string[];
  readonly context?: number;
  readonly bos?: number;
  readonly tokenMap?: readonly number[];
  readonly seed: number;
};

const defaultContext = 10;

/** A measured process. */
export type Measurement = Report & { readonly process: NamedProcess };

/** Loads the process, the network and its control, and runs the study. */
export async function measure(
  options: MeasureOptions,
  onProgress: (stage: string, fraction: number) => void,
): Promise<Measurement> {
  const model = await loadModel(options.model ?? (await bundledModelFor(options.process)));
  const { manifest } = model;
  const bos = options.bos ?? manifest.bos ?? null;
  const tokenMap = options.tokenMap ?? manifest.tokenMap ?? null;
  const hooks = {
    ...manifest.hooks,
    ...Object.fromEntries((options.site ?? []).map((name) => [name, manifest.hooks?.[name] ?? name])),
  };
  const runtime = await import("onnxruntime-node");
  const reading = { bos, tokenMap, hooks };
  const source = await createOnnxSource(model.bytes, { runtime, ...reading });
  let control: ControlFits | undefined;
  try {
    const process = await processOf(model, options.process);
    checkTokens(source, process, tokenMap);
    const controlModel = await controlOf(model, options.control, options.seed);
    const context = options.context ?? manifest.context ?? source.context ?? defaultContext;
    if (source.context !== null && context > source.context) {
      throw new RangeError(`--context: must be at most the model's ${source.context}, got ${context}`);
    }
    const setting = {
      context,
      sites: options.site ?? null,
      seed: options.seed,
    };
    control = fitControlInThread({ bytes: controlModel.bytes, hmm: process.hmm, reading, ...setting });
    const report = await reportStudy({
      process,
      model: { file: model.name, sha256: model.sha256 },
      control: { file: controlModel.file, kind: controlModel.kind },
      source,
      controlFits: control.fits,
      ...setting,
      onProgress,
    });
    return { ...report, process };
  } finally {
    await control?.stop();
    await source.dispose();
  }
}

async function processOf({ path, manifest }: ModelFile, spec: string | undefined): Promise<NamedProcess> {
  if (spec !== undefined) return loadProcess(spec);
  if (manifest.process) return registeredProcess(manifest.process);
  throw new Error(`--process: must be given for a model whose manifest names none, got ${path}`);
}

/** The network that stands in for an untrained one: the file given, the manifest's, or the model's own weights permuted. */
async function controlOf(
  model: ModelFile,
  file: string | undefined,
  seed: number,
): Promise<{
  readonly bytes: Uint8Array;
  readonly file: string | null;
  readonly kind: "untrained" | "permuted" | "given";
}> {
  const control = file === undefined ? await loadControl(model) : await loadModel(file);
  if (control) return { bytes: control.bytes, file: control.name, kind: file === undefined ? "untrained" : "given" };
  const random = createRandom(seed);
  const bytes = permuteWeights(model.bytes, (size, index) => random.split(index).permutation(size));
  return { bytes, file: null, kind: "permuted" };
}

function checkTokens(source: OnnxSource, { hmm, id }: NamedProcess, tokenMap: readonly number[] | null): void {
  const ids = tokenMap ?? Array.from({ length: hmm.numTokens }, (_, token) => token);
  if (ids.length !== hmm.numTokens) {
    throw new RangeError(`--token-map: must name the ${hmm.numTokens} tokens of ${id}, got ${ids.length}`);
  }
  const beyond = ids.find((token) => token >= source.vocabularySize);
  if (beyond !== undefined) {
    const rule = `token ids must be below the model's vocabulary of ${source.vocabularySize}`;
    throw new RangeError(`report: ${rule}, got ${beyond} for ${id} (--token-map says which ids the model uses)`);
  }
}
