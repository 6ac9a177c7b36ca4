import { parentPort, workerData } from "node:worker_threads";
import { createOnnxSource, type OnnxSourceOptions } from "@beliefscope/interp-probes";
import { type ControlInput, fitControl, type SiteFit } from "@beliefscope/studies";
import * as runtime from "onnxruntime-node";

/** What the thread is given: the control's file, how to read it, and what to measure. */
export type ControlRequest = Omit<ControlInput, "source"> & {
  readonly bytes: Uint8Array;
  readonly reading: Pick<OnnxSourceOptions, "bos" | "tokenMap" | "hooks">;
};

/** What it answers, once. */
export type ControlReply = { readonly fits: readonly SiteFit[] } | { readonly error: string };

async function answer({ bytes, reading, ...input }: ControlRequest): Promise<ControlReply> {
  try {
    const source = await createOnnxSource(bytes, { runtime, ...reading });
    const fits = await fitControl({ ...input, source });
    await source.dispose();
    return { fits };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort!.postMessage(await answer(workerData as ControlRequest));
