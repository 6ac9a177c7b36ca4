import { createOnnxSource, type OnnxSourceOptions } from "@beliefscope/interp-probes";
import { type ControlInput, fitControl, type SiteFit } from "@beliefscope/studies";

/** A control network as a file: its bytes, how to read them, and what to measure. Plain data, for any thread. */
export type ControlRequest = Omit<ControlInput, "source"> & {
  readonly bytes: Uint8Array;
  readonly reading: Pick<OnnxSourceOptions, "bos" | "tokenMap" | "hooks">;
};

/** Opens the control and reads the beliefs out of it. */
export async function fitControlFile({ bytes, reading, ...input }: ControlRequest): Promise<SiteFit[]> {
  const runtime = await import("onnxruntime-node");
  const source = await createOnnxSource(bytes, { runtime, ...reading });
  try {
    return await fitControl({ ...input, source });
  } finally {
    await source.dispose();
  }
}
