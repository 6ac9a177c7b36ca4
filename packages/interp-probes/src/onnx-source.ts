import { decodeModel, exposeTensors, externalTensors, listValues, type OnnxModel } from "@beliefscope/onnx-graph";
import type { Tensor } from "@beliefscope/tensor";
import { closestNames } from "@beliefscope/tensor/names";
import type { Activations, ActivationSource, Edits } from "./activation-source.ts";
import { recogniseHooks } from "./onnx-hooks.ts";
import { checkEdits, editableHooks, editFeeds, type HookAxes, openedSessions } from "./onnx-source-edits.ts";
import {
  concatenateRows,
  dropPositions,
  expectedShape,
  firstRows,
  hookShape,
  otherAxes,
} from "./onnx-source-layout.ts";
import {
  type OnnxResults,
  type OnnxRuntime,
  type OnnxRuntimeTensor,
  openTokenSession,
  type TokenSession,
} from "./onnx-source-runtime.ts";
import { readSignature } from "./onnx-source-signature.ts";
import { type Batch, checkVocabulary, modelIds, splitBatch } from "./onnx-source-tokens.ts";

/** An ONNX language model whose inner tensors can be read and replaced. */
export type OnnxSource = ActivationSource & {
  /** The hooks that the model computes in float32, as far as the file says. */
  readonly editableHooks: readonly string[];
  /** Number of token ids that the model reads: rows of its embedding table, else the width of its logits. */
  readonly vocabularySize: number;
  /** The largest number of tokens (BOS not counted) that the model reads; null if not recognised. */
  readonly context: number | null;
  /** What was not found in the graph, or can't be captured, and why. */
  readonly notes: readonly string[];
  /**
   * Runs the file as it came and the file as rewritten on the same tokens.
   *
   * @returns The largest |difference| of any of the model's own outputs; 0 where the rewriting changed nothing.
   */
  maxOutputDelta(tokens: Tensor<Int32Array>): Promise<number>;
  /**
   * Changes the last token of each row, and compares what comes before it.
   *
   * @returns The largest |difference| of any logit at an earlier position; well above rounding for a model that reads
   * ahead.
   */
  checkCausal(tokens: Tensor<Int32Array>): Promise<number>;
};

export type OnnxSourceOptions = {
  /** The module `onnxruntime-node` or `onnxruntime-web`. */
  readonly runtime: OnnxRuntime;
  /** Id of the token that the model wants before the first; null for none. */
  readonly bos?: number | null;
  /** The model's id of each token that `run` takes; null where token i is id i. */
  readonly tokenMap?: readonly number[] | null;
  /** Tensors, or recognised hooks, by hook name: beside the recognised hooks or in their place. */
  readonly hooks?: Readonly<Record<string, string>>;
  /** Threads of the runtime, 1 unless given. */
  readonly threads?: number;
};

/** Under this name a run reads the model's logits, beside hooks of any name. */
const ownLogits = "the model's logits";

/**
 * Opens an ONNX language model as a source of activations: recognises its hooks, rewrites the file so that they are
 * outputs, and checks on a first small run that each has the shape it should. Where `run` is to replace hooks, it opens the
 * file once more with those as inputs, and keeps it open for the next such run.
 *
 * @param bytes An ONNX file with one input, token ids [batch, position], and one output of logits.
 * @returns A source; `dispose` frees what the runtime holds.
 * @throws FormatError if the file is not a whole ONNX model.
 * @throws RangeError if it is not a language model of this kind, or an option doesn't fit it.
 * @example
 * import * as runtime from "onnxruntime-node";
 * const bytes = encodeModel(
 *   buildModel({
 *     inputs: [{ name: "tokens", type: "int64", shape: ["batch", "length"] }],
 *     outputs: [{ name: "logits", type: "float32", shape: ["batch", "length", 2] }],
 *     initializers: { table: { shape: [2, 2], data: Float32Array.of(1, 0, 0, 1) } },
 *     nodes: [
 *       { op: "Gather", inputs: ["table", "tokens"], outputs: ["rows"] },
 *       { op: "Exp", inputs: ["rows"], outputs: ["logits"] },
 *     ],
 *   }),
 * );
 * const source = await createOnnxSource(bytes, { runtime });
 * const { hooks } = await source.run({ shape: [1, 2], data: Int32Array.of(1, 0) }, ["hook_embed"]);
 * hooks.get("hook_embed")!.data; // => [0, 1, 1, 0]
 */
export async function createOnnxSource(
  bytes: Uint8Array,
  { runtime, bos = null, tokenMap = null, hooks = {}, threads = 1 }: OnnxSourceOptions,
): Promise<OnnxSource> {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`createOnnxSource: threads must be a positive integer, got ${threads}`);
  }
  const model = decodeModel(bytes);
  const [outside] = externalTensors(model);
  if (outside) {
    const rule = "the weights must be inside the file (export with external_data=False)";
    throw new RangeError(`createOnnxSource: ${rule}, got "${outside.name}" in "${outside.file}"`);
  }
  const signature = readSignature(model);
  const recognised = recogniseHooks(model);
  const positions = signature.length ?? recognised.context;
  const named = hookTensors(model, recognised.hooks, hooks);
  const rewritten = exposeTensors(bytes, [signature.logits, ...named.values()]);
  const session = await openTokenSession(runtime, rewritten.bytes, signature, threads);
  const opened = openedSessions(rewritten.bytes, (file) => openTokenSession(runtime, file, signature, threads));
  let original: Promise<TokenSession> | null = null;
  let isDisposed = false;

  const probeShape = [signature.batch ?? 2, signature.length ?? Math.min(3, recognised.context ?? 3)];
  let probed: Probed;
  try {
    probed = await checkShapes(session, probeShape, signature.logits, named, rewritten.outputs, hooks);
    checkVocabulary({ size: recognised.numTokens ?? probed.numLogits, bos, tokenMap }, probed.numLogits);
  } catch (error) {
    await session.release();
    throw error;
  }
  const { tensors, numLogits } = probed;
  const editable = new Map(editableHooks(model, tensors).map((hook) => [hook, probed.axes.get(hook)!]));
  const vocabulary = { size: recognised.numTokens ?? numLogits, bos, tokenMap };
  const skipped = bos === null ? 0 : 1;
  const isFixed = signature.length !== null;
  const context = positions === null ? null : { positions: positions - skipped, isFixed };

  const idsOf = (tokens: Tensor<Int32Array>): Tensor<Int32Array> => {
    if (isDisposed) throw new Error("run: the source must be open, got a call after dispose");
    return modelIds(tokens, vocabulary, context);
  };

  const runAsIs: RunBatch = ({ ids }, fetches) => session.run(ids, fetches);

  /** A run with hooks replaced. What BOS computes of them is the model's own, read from its first rows. */
  const runEdited = async (edits: Edits, batches: readonly Batch[]): Promise<RunBatch> => {
    const edited = new Map([...edits.keys()].map((hook) => [hook, tensors.get(hook)!]));
    const { session: target, inputs } = await opened.get([...edited.values()]);
    const atBos = skipped === 0 ? null : await readHooks(runAsIs, batches.slice(0, 1), edited, rewritten.outputs);
    return ({ ids, rows }, fetches, start) => {
      const feeds = editFeeds(edits, { start, count: rows, wanted: ids.shape[0]! }, editable, atBos);
      const named = [...feeds].map(([hook, value]) => [inputs.get(edited.get(hook)!)!, value] as const);
      return target.run(ids, fetches, new Map(named));
    };
  };

  const run = async (
    tokens: Tensor<Int32Array>,
    capture: readonly string[],
    edits: Edits = new Map(),
  ): Promise<Activations> => {
    const wanted = new Map([[ownLogits, signature.logits]]);
    for (const hook of capture) wanted.set(hook, tensors.get(hook) ?? failUnknownHook(hook, [...tensors.keys()]));
    const batches = splitBatch(idsOf(tokens), signature.batch);
    checkEdits(edits, editable, tokens);
    const runBatch = edits.size === 0 ? runAsIs : await runEdited(edits, batches);
    const whole = await readHooks(runBatch, batches, wanted, rewritten.outputs);
    const hooksRead = new Map(
      [...whole].map(([hook, tensor]) => [hook, dropPositions(tensor, hook, skipped)] as const),
    );
    const logits = hooksRead.get(ownLogits)!;
    hooksRead.delete(ownLogits);
    const priorLogits = skipped === 0 ? {} : { priorLogits: whole.get(ownLogits)!.data.slice(0, numLogits) };
    return { logits, ...priorLogits, hooks: hooksRead };
  };

  return {
    hookNames: [...tensors.keys()],
    editableHooks: [...editable.keys()],
    ...(tokenMap && { tokenIds: tokenMap }),
    vocabularySize: vocabulary.size,
    context: context?.positions ?? null,
    notes: [...recognised.notes, ...probed.notes],
    run,

    async maxOutputDelta(tokens) {
      const names = model.graph.output.map(({ name }) => name);
      const batches = splitBatch(idsOf(tokens), signature.batch);
      const untouched = await (original ??= openTokenSession(runtime, bytes, signature, threads));
      let largest = 0;
      for (const { ids } of batches) {
        const expected = await untouched.run(ids, names);
        const results = await session.run(ids, names);
        for (const name of names) largest = Math.max(largest, maxDelta(name, results[name]!, expected[name]!));
      }
      return largest;
    },

    async checkCausal(tokens) {
      const numTokens = tokenMap?.length ?? vocabulary.size;
      const length = tokens.shape[1]!;
      const changed = tokens.data.map((token, i) => ((i + 1) % length === 0 ? (token + 1) % numTokens : token));
      const before = (await run(tokens, [])).logits.data;
      const after = (await run({ shape: tokens.shape, data: changed }, [])).logits.data;
      const isEarlier = (i: number): boolean => Math.floor(i / numLogits) % length < length - 1;
      return before.reduce((largest, logit, i) => {
        return isEarlier(i) ? Math.max(largest, Math.abs(after[i]! - logit)) : largest;
      }, 0);
    },

    async dispose() {
      if (isDisposed) return;
      isDisposed = true;
      await session.release();
      await opened.release();
      if (original) await (await original).release();
    },
  };
}

/** The recognised hooks and the given ones, in the order in which the graph computes them. */
function hookTensors(
  model: OnnxModel,
  recognised: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const places = new Map(listValues(model).map(({ name }, place) => [name, place] as const));
  const hooks = new Map(recognised);
  for (const [hook, name] of Object.entries(given)) {
    const tensor = recognised.get(name) ?? name;
    hooks.set(hook, tensor);
    if (places.has(tensor)) continue;
    const near = suggestion(closestNames(name, [...recognised.keys(), ...places.keys()], 3));
    throw new RangeError(`createOnnxSource: hook "${hook}" must name a tensor of the model, got "${name}"${near}`);
  }
  return new Map([...hooks].sort(([, first], [, second]) => places.get(first)! - places.get(second)!));
}

/** What a first run shows. */
type Probed = {
  /** The hooks whose tensors have the right shape. */
  readonly tensors: ReadonlyMap<string, string>;
  /** The other axes of each of them. */
  readonly axes: ReadonlyMap<string, HookAxes>;
  readonly numLogits: number;
  readonly notes: readonly string[];
};

/** Runs a few tokens, to learn the width of the logits and which hooks have the shape that they should. */
async function checkShapes(
  session: TokenSession,
  shape: readonly number[],
  logits: string,
  named: ReadonlyMap<string, string>,
  outputs: ReadonlyMap<string, string>,
  given: Readonly<Record<string, string>>,
): Promise<Probed> {
  const [batch, length] = shape as [number, number];
  const ids = { shape, data: new Int32Array(batch * length) };
  const results = await session.run(ids, [...outputs.values()]).catch((error: unknown) => {
    const rule = "the model must run at any batch and length (export its axes as dynamic)";
    throw new Error(`createOnnxSource: ${rule}, got ${(error as Error).message}`, { cause: error });
  });
  const dimsOf = (tensor: string): readonly number[] => results[outputs.get(tensor)!]!.dims;
  const logitsShape = hookShape("logits", dimsOf(logits), batch, length);
  if (logitsShape?.length !== 3) {
    const got = `[${dimsOf(logits).join(", ")}] for token ids of shape [${shape.join(", ")}]`;
    throw new RangeError(
      `createOnnxSource: output "${logits}" must have shape [batch, position, vocabulary], got ${got}`,
    );
  }
  const tensors = new Map<string, string>();
  const axes = new Map<string, HookAxes>();
  const notes: string[] = [];
  for (const [hook, tensor] of named) {
    const dims = dimsOf(tensor);
    const read = hookShape(hook, dims, batch, length);
    if (read) {
      tensors.set(hook, tensor);
      axes.set(hook, { rank: dims.length, others: otherAxes(hook, read) });
      continue;
    }
    const got = `[${dims.join(", ")}] for token ids of shape [${shape.join(", ")}]`;
    const expected = expectedShape(hook);
    if (hook in given) {
      throw new RangeError(`createOnnxSource: hook "${hook}" must have shape ${expected}, got "${tensor}" of ${got}`);
    }
    notes.push(`${hook} is left out: it should have shape ${expected}, but "${tensor}" has ${got}`);
  }
  return { tensors, axes, notes, numLogits: logitsShape[2]! };
}

/** Runs one batch, whose first row is row `start` of all. */
type RunBatch = (batch: Batch, fetches: readonly string[], start: number) => Promise<OnnxResults>;

/** Runs batches, and reads tensors of the model by hook name. */
async function readHooks(
  run: RunBatch,
  batches: readonly Batch[],
  tensors: ReadonlyMap<string, string>,
  outputs: ReadonlyMap<string, string>,
): Promise<Map<string, Tensor<Float32Array>>> {
  const fetches = [...new Set([...tensors.values()].map((tensor) => outputs.get(tensor)!))];
  const parts = new Map([...tensors.keys()].map((hook) => [hook, [] as Tensor<Float32Array>[]]));
  let start = 0;
  for (const batch of batches) {
    const { ids, rows } = batch;
    const results = await run(batch, fetches, start);
    start += rows;
    for (const [hook, tensor] of tensors) {
      const { dims, data } = results[outputs.get(tensor)!]!;
      const shape = hookShape(hook, dims, ids.shape[0]!, ids.shape[1]!)!;
      parts.get(hook)!.push(firstRows({ shape, data: checkFinite(data as Float32Array, hook, tensor) }, rows));
    }
  }
  return new Map([...parts].map(([hook, list]) => [hook, concatenateRows(list)]));
}

function checkFinite(data: Float32Array, hook: string, tensor: string): Float32Array {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i]!)) {
      throw new RangeError(`run: ${hook} must be finite, got ${data[i]!} in tensor "${tensor}"`);
    }
  }
  return data;
}

function maxDelta(name: string, results: OnnxRuntimeTensor, expected: OnnxRuntimeTensor): number {
  let largest = 0;
  for (let i = 0; i < expected.data.length; i++) {
    const delta = Math.abs(Number(results.data[i]) - Number(expected.data[i]));
    if (!Number.isFinite(delta)) {
      const got = `${String(expected.data[i])} and ${String(results.data[i])}`;
      throw new RangeError(`maxOutputDelta: output "${name}" must be finite, got ${got}`);
    }
    largest = Math.max(largest, delta);
  }
  return largest;
}

function failUnknownHook(hook: string, known: readonly string[]): never {
  const near = suggestion(closestNames(hook, known, 3));
  throw new RangeError(`run: hook must be one that the source has, got "${hook}"${near}`);
}

function suggestion(names: readonly string[]): string {
  return names.length === 0 ? "" : ` (did you mean ${names.map((name) => `"${name}"`).join(" or ")}?)`;
}
