import { InferenceSession, Tensor } from "onnxruntime-node";

type Data = Float32Array | Float64Array | BigInt64Array | Int32Array;
const typeNames = { Float32Array: "float32", Float64Array: "float64", BigInt64Array: "int64", Int32Array: "int32" };

/** Runs a file in onnxruntime; the oracle of what a graph means. */
export async function runModel(
  bytes: Uint8Array,
  inputs: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Data }>>,
): Promise<Record<string, { readonly shape: readonly number[]; readonly data: Data }>> {
  const session = await InferenceSession.create(bytes, { graphOptimizationLevel: "basic", intraOpNumThreads: 1 });
  const feeds = Object.entries(inputs).map(([name, { shape, data }]) => {
    const type = typeNames[data.constructor.name as keyof typeof typeNames];
    return [name, new Tensor(type as "float32", data as Float32Array, shape)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { dims, data }]) => [name, { shape: dims, data: data as Data }]),
  );
}
