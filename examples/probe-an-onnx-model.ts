// What does one layer of a trained transformer believe? Its residual stream after each word of eight tokens, mapped
// linearly to the belief of the best predictor, word endings held out; and what the words themselves give away.
import { readFile } from "node:fs/promises";
import { filterBeliefs } from "@beliefscope/belief";
import { mess3, sampleTokens } from "@beliefscope/hmm-core";
import {
  createOnnxSource,
  crossValidatedProbe,
  foldMoments,
  historyFeatures,
  probeFolds,
} from "@beliefscope/interp-probes";
import type { Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";
import * as runtime from "onnxruntime-node";

const hmm = mess3({ x: 0.05, a: 0.85 });
const [batch, length] = [2000, 8];
const tokens = sampleTokens(hmm, { batch, length, random: createRandom(1) });

const source = await createOnnxSource(await readFile(new URL("../models/mess3-1l-attn.onnx", import.meta.url)), {
  runtime,
});
const { hooks } = await source.run(tokens, ["blocks.0.hook_resid_post"]);
await source.dispose();

/** The row of the last token of each word. */
function lastRows<D extends Float32Array | Float64Array>({ shape, data }: Tensor<D>): Tensor<D> {
  const width = shape[2]!;
  const rows = data.filter((_, i) => Math.floor(i / width) % length === length - 1) as D;
  return { shape: [batch, width], data: rows };
}

const targets = lastRows(filterBeliefs(hmm, tokens).beliefs);
const residual = lastRows(hooks.get("blocks.0.hook_resid_post")!);
const tokensByLag = {
  shape: [batch, length],
  data: tokens.data.map((_, i) => tokens.data[i - (i % length) + length - 1 - (i % length)]!),
};
const weights = new Float64Array(batch).fill(1 / batch);
const { folds } = probeFolds({ tokensByLag, targets });

for (const [name, features] of [
  ["residual stream", residual],
  ["the words' tokens", historyFeatures(tokensByLag, { numTokens: 3, lags: length })],
] as const) {
  const { r2HeldOut, r2HeldOutSe } = crossValidatedProbe(foldMoments({ features, targets, weights, folds }), {
    ridge: 1e-3,
  });
  console.log(`${name.padEnd(18)} R² held out ${r2HeldOut!.toFixed(3)} ± ${r2HeldOutSe!.toFixed(3)}`);
}
