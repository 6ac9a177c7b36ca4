// How fast does a trained transformer forget? Its attention head, and what each token counts for its logits, by how long ago
// the token was read, beside the two laws of the process; and what is lost if the head no longer looks at what it reads.
import { readFile } from "node:fs/promises";
import { mess3 } from "@beliefscope/hmm-core";
import { createOnnxSource } from "@beliefscope/interp-probes";
import { attentionLaw } from "@beliefscope/studies";
import { createRandom } from "@beliefscope/tensor/random";
import * as runtime from "onnxruntime-node";

const source = await createOnnxSource(await readFile(new URL("../models/mess3-1l-attn.onnx", import.meta.url)), {
  runtime,
});
const { heads, influence, laws, network } = await attentionLaw(source, mess3({ x: 0.05, a: 0.85 }), {
  context: 8,
  random: createRandom(1), // not needed here: all words are counted
});
await source.dispose();

const [head] = heads;
const row = (name: string, values: readonly number[]): string =>
  `${name.padEnd(12)} ${values.map((value) => value.toFixed(3)).join("  ")}`;
console.log(`${"steps back".padEnd(12)} ${head!.byLag.map((_, lag) => String(lag).padStart(5)).join("  ")}`);
console.log(row("attention", head!.byLag));
console.log(row("influence", influence.byLag));
for (const [name, decay] of [
  ["attention", head!.decay!],
  ["influence", influence.decay!],
] as const) {
  console.log(
    `${name} decays by ${decay.pole.toFixed(3)} ± ${decay.se!.toFixed(3)} a step (R² ${decay.r2.toFixed(3)})`,
  );
}
console.log(
  `the best fixed filter by ${laws.kalman.modulus!.toFixed(3)}, the process by ${laws.zeta.modulus!.toFixed(3)}`,
);
console.log(`position explains ${(100 * head!.fixedness).toFixed(1)} % of the attention's variance; without the rest`);
console.log(`the loss rises from ${network.lossMean.toFixed(6)} by ${head!.costOfMean!.nats.toFixed(6)} nats`);
