// A belief filter as a network that anyone can open: one attention head with a fixed pattern, written as an ONNX file, run by
// onnxruntime with its pattern and its beliefs captured like those of a trained network, and read back.
import { filterBeliefs, kalmanFilter } from "@beliefscope/belief";
import { mess3 } from "@beliefscope/hmm-core";
import { createOnnxSource } from "@beliefscope/interp-probes";
import { attentionFromFilter, attentionSource } from "@beliefscope/models-attention";
import { decodeAttention, encodeAttention } from "@beliefscope/models-attention/onnx";
import * as runtime from "onnxruntime-node";

const hmm = mess3({ x: 0.05, a: 0.85 });
const model = attentionFromFilter(kalmanFilter(hmm, { readout: "linear" }), { length: 4 });
const file = encodeAttention(model);

const { hookNames } = attentionSource(model); // inner tensors of the file have the hooks' names
const source = await createOnnxSource(file, { runtime });
const tokens = { shape: [1, 4], data: Int32Array.of(0, 0, 1, 1) };
const { hooks } = await source.run(tokens, hookNames);
await source.dispose();

const rounded = (values: ArrayLike<number>): string => Array.from(values, (value) => value.toFixed(3)).join(" ");
console.log(`${file.length} bytes; captured: ${hookNames.join(", ")}`);
console.log("what the last position looks at:", rounded(hooks.get("blocks.0.attn.hook_pattern")!.data.slice(12)));
console.log("what the head believes at last: ", rounded(hooks.get("blocks.0.hook_resid_post")!.data.slice(9)));
console.log("what Bayes believes:            ", rounded(filterBeliefs(hmm, tokens).beliefs.data.slice(9)));
console.log("heads, read back:               ", decodeAttention(file).layers[0]!.heads.length);
