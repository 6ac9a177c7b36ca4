import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createProcess } from "@beliefscope/hmm-core";
import { loadModel } from "./load-model.ts";
import { loadProcess } from "./load-process.ts";

/** The models that come with the command: at the root of a clone, inside dist when installed. */
const folder = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../models/" : "./models/", import.meta.url),
);

/**
 * The network to report on where none is given: the one trained on the process, or the 4-layer one on mess3 by default.
 *
 * @throws Error if no network here was trained on that process.
 */
export async function bundledModelFor(processSpec: string | undefined): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith("-4l.onnx")).sort();
  if (processSpec === undefined) return folder + files.find((file) => file.startsWith("mess3"))!;
  const { hmm } = await loadProcess(processSpec);
  for (const file of files) {
    const { manifest } = await loadModel(folder + file);
    const trainedOn = manifest.process && createProcess(manifest.process.id, manifest.process.params);
    if (trainedOn && sameLaw(trainedOn.labeledTransitions, hmm.labeledTransitions)) return folder + file;
  }
  throw new Error(`--model: must be given for a process that no bundled network was trained on, got ${processSpec}`);
}

function sameLaw(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) < 1e-12);
}
