import { permuteWeights } from "@beliefscope/onnx-graph";
import { createRandom } from "@beliefscope/tensor/random";
import { loadControl, loadModel, type ModelFile } from "./load-model.ts";

/** What stands in for an untrained network. */
export type Control = {
  readonly bytes: Uint8Array;
  readonly file: string | null;
  readonly kind: "untrained" | "permuted" | "given";
};

/** The network that stands in for an untrained one: the file given, the manifest's, or the model's own weights permuted. */
export async function controlOf(model: ModelFile, file: string | undefined, seed: number): Promise<Control> {
  const control = file === undefined ? await loadControl(model) : await loadModel(file);
  if (control) return { bytes: control.bytes, file: control.name, kind: file === undefined ? "untrained" : "given" };
  const random = createRandom(seed);
  const bytes = permuteWeights(model.bytes, (size, index) => random.split(index).permutation(size));
  return { bytes, file: null, kind: "permuted" };
}
