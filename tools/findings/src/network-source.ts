import { readFileSync } from "node:fs";
import { createOnnxSource, type OnnxSource } from "@beliefscope/interp-probes";
import * as runtime from "onnxruntime-node";
import { locate } from "./locate.ts";

/** Opens a network of models/ by its name. Dispose of it. */
export async function networkSource(name: string): Promise<OnnxSource> {
  const { bos = null, hooks = {} } = JSON.parse(readFileSync(locate(`models/${name}.json`), "utf8")) as {
    readonly bos?: number | null;
    readonly hooks?: Readonly<Record<string, string>>;
  };
  return createOnnxSource(readFileSync(locate(`models/${name}.onnx`)), { runtime, bos, hooks });
}
