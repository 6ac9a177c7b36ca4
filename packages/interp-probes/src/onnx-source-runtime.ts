import type { Tensor } from "@beliefscope/tensor";
import type { OnnxSignature } from "./onnx-source-signature.ts";

/** What a source needs of `onnxruntime-node` or `onnxruntime-web`; either module fits. */
export type OnnxRuntime = {
  readonly InferenceSession: { create(model: Uint8Array, options: OnnxSessionOptions): Promise<OnnxSession> };
  readonly Tensor: {
    new (type: "int64", data: BigInt64Array, dims: readonly number[]): OnnxRuntimeTensor;
    new (type: "int32", data: Int32Array, dims: readonly number[]): OnnxRuntimeTensor;
    new (type: "float32", data: Float32Array, dims: readonly number[]): OnnxRuntimeTensor;
  };
};

export type OnnxSessionOptions = {
  readonly graphOptimizationLevel: "basic";
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly logSeverityLevel: 4;
};

export type OnnxSession = {
  run(feeds: Readonly<Record<string, OnnxRuntimeTensor>>, fetches: readonly string[]): Promise<OnnxResults>;
  release(): Promise<void>;
};

export type OnnxResults = Readonly<Record<string, OnnxRuntimeTensor>>;

export type OnnxRuntimeTensor = {
  readonly type: string;
  readonly data: ArrayLike<unknown>;
  readonly dims: readonly number[];
};

/** An open model that runs token ids. */
export type TokenSession = {
  /** Runs ids of shape [batch, position], and what the model's other inputs are to be; the fetched outputs by name. */
  run(
    ids: Tensor<Int32Array>,
    fetches: readonly string[],
    others?: ReadonlyMap<string, Tensor<Float32Array>>,
  ): Promise<OnnxResults>;
  release(): Promise<void>;
};

/**
 * Opens a model in such a way that every tensor that is an output stays what it is: at optimisation levels above "basic"
 * onnxruntime may remove it, and crash the process. Its own log is off, since its errors arrive as exceptions.
 *
 * @throws Error if the runtime refuses the model; `run` throws if it fails on the ids.
 */
export async function openTokenSession(
  runtime: OnnxRuntime,
  bytes: Uint8Array,
  { tokens, tokenType }: OnnxSignature,
  threads: number,
): Promise<TokenSession> {
  const session = await runtime.InferenceSession.create(bytes, {
    graphOptimizationLevel: "basic",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  }).catch((error: unknown) => {
    throw new Error(`createOnnxSource: onnxruntime must accept the model, got ${reason(error)}`, { cause: error });
  });
  return {
    async run({ shape, data }, fetches, others = new Map()) {
      const input =
        tokenType === "int64"
          ? new runtime.Tensor("int64", BigInt64Array.from(data, BigInt), shape)
          : new runtime.Tensor("int32", data, shape);
      const feeds: Record<string, OnnxRuntimeTensor> = { [tokens]: input };
      for (const [name, value] of others) feeds[name] = new runtime.Tensor("float32", value.data, value.shape);
      return session.run(feeds, fetches).catch((error: unknown) => {
        const got = `${reason(error)} on token ids of shape [${shape.join(", ")}]`;
        throw new Error(`run: onnxruntime must run the model, got ${got}`, { cause: error });
      });
    },
    release: () => session.release(),
  };
}

/** What an exception of the runtime says, on one line. */
function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `"${message.replace(/\s+/g, " ").trim()}"`;
}
