import { listValues, type OnnxModel, openTensors } from "@beliefscope/onnx-graph";
import type { Tensor } from "@beliefscope/tensor";
import type { Edits } from "./activation-source.ts";
import { isPattern, withFirstPosition } from "./onnx-source-layout.ts";
import type { TokenSession } from "./onnx-source-runtime.ts";

/** A model whose run takes some of its tensors from outside. */
type OpenedSession = {
  readonly session: TokenSession;
  /** The input that replaces each tensor. */
  readonly inputs: ReadonlyMap<string, string>;
};

/** Sessions of one model in which other sets of tensors are given, each opened when it is first asked for. */
export type OpenedSessions = {
  get(tensors: readonly string[]): Promise<OpenedSession>;
  release(): Promise<void>;
};

/**
 * @param bytes The model, its hooks exposed already, so that they show what they are replaced by.
 * @param open Opens a session of such a file.
 */
export function openedSessions(bytes: Uint8Array, open: (bytes: Uint8Array) => Promise<TokenSession>): OpenedSessions {
  const sessions = new Map<string, Promise<OpenedSession>>();
  const openWith = async (tensors: readonly string[]): Promise<OpenedSession> => {
    const opened = openTensors(bytes, tensors);
    return { session: await open(opened.bytes), inputs: opened.inputs };
  };
  return {
    get(tensors) {
      const key = [...tensors].sort().join("\n");
      const session = sessions.get(key) ?? openWith(tensors);
      sessions.set(key, session);
      return session;
    },
    async release() {
      for (const opened of sessions.values()) await (await opened).session.release();
    },
  };
}

/** The hooks whose tensors can be given from outside as float32, and are read by what follows. */
export function editableHooks(model: OnnxModel, tensors: ReadonlyMap<string, string>): readonly string[] {
  const values = new Map(listValues(model).map((value) => [value.name, value]));
  const read = new Set(model.graph.node.flatMap(({ input }) => input));
  return [...tensors].flatMap(([hook, tensor]) => {
    const { kind, type } = values.get(tensor)!;
    return read.has(tensor) && kind !== "input" && kind !== "initializer" && (type === null || type === "float32")
      ? [hook]
      : [];
  });
}

/** The axes of a hook's tensor that are not the batch, nor its positions. */
export type HookAxes = { readonly rank: number; readonly others: readonly number[] };

/**
 * Checks that edits are of hooks that can be replaced, each in the shape in which the hook would be captured.
 *
 * @param axes Of each hook that can be replaced.
 * @throws RangeError if one is not.
 */
export function checkEdits(
  edits: Edits,
  axes: ReadonlyMap<string, HookAxes>,
  { shape: [batch, length] }: Tensor<Int32Array>,
): void {
  for (const [hook, { shape, data }] of edits) {
    const known = axes.get(hook);
    if (!known) {
      const hooks = [...axes.keys()].join(", ") || "none";
      throw new RangeError(`run: edits must be of hooks that can be replaced (${hooks}), got "${hook}"`);
    }
    const positions = isPattern(hook) ? [...known.others, length!, length!] : [length!, ...known.others];
    const expected = [batch!, ...positions];
    const size = expected.reduce((product, axis) => product * axis, 1);
    if (shape.join() !== expected.join() || data.length !== size) {
      const got = `[${shape.join(", ")}] of ${data.length}`;
      throw new RangeError(`run: the edit of ${hook} must have shape [${expected.join(", ")}], got ${got}`);
    }
    const broken = data.findIndex((value) => !Number.isFinite(value));
    if (broken >= 0) throw new RangeError(`run: the edit of ${hook} must be finite, got ${data[broken]!}`);
  }
}

/**
 * What the inputs of an opened model are to be for some rows of a batch.
 *
 * @param rows The first row, how many there are, and how many the model wants: the first one is repeated.
 * @param atBos The hooks' whole tensors of any batch, for a model with BOS; else null.
 */
export function editFeeds(
  edits: Edits,
  { start, count, wanted }: { readonly start: number; readonly count: number; readonly wanted: number },
  axes: ReadonlyMap<string, HookAxes>,
  atBos: ReadonlyMap<string, Tensor<Float32Array>> | null,
): ReadonlyMap<string, Tensor<Float32Array>> {
  return new Map(
    [...edits].map(([hook, { shape, data }]) => {
      const size = data.length / shape[0]!;
      const own = data.subarray(start * size, (start + count) * size);
      const given = new Float32Array(wanted * size);
      for (let row = count; row < wanted; row++) given.set(own.subarray(0, size), row * size);
      given.set(own);
      const edit = { shape: [wanted, ...shape.slice(1)], data: given };
      const whole = atBos ? withFirstPosition(edit, hook, atBos.get(hook)!) : edit;
      const merged = [wanted * (whole.shape[1] ?? 1), ...whole.shape.slice(2)];
      return [hook, { shape: axes.get(hook)!.rank < whole.shape.length ? merged : whole.shape, data: whole.data }];
    }),
  );
}
