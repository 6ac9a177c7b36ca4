// Beliefs for Python, a process for a file: bytes in memory here, written by whatever writes files where you are.
import { filterBeliefs } from "@beliefscope/belief";
import { circle3, hmmFromSafetensors, hmmToSafetensors, sampleTokens, wordProbability } from "@beliefscope/hmm-core";
import { decodeNpz, encodeNpz } from "@beliefscope/tensor/files";
import { createRandom } from "@beliefscope/tensor/random";

const hmm = circle3({ x: 0.05, a: 0.85 });
const tokens = sampleTokens(hmm, { batch: 100, length: 50, random: createRandom(1) });
const { beliefs } = filterBeliefs(hmm, tokens);

const npz = encodeNpz({ tokens, beliefs }); // numpy.load(file)["beliefs"]
console.log(`beliefs.npz: ${npz.length} bytes`);
for (const [name, { shape, data }] of Object.entries(decodeNpz(npz))) {
  console.log(`  ${name}: ${data.constructor.name} [${shape.join(", ")}]`);
}

const file = hmmToSafetensors(hmm);
const back = hmmFromSafetensors(file);
console.log(`circle3.safetensors: ${file.length} bytes`);
console.log(
  `  P(0 1 2) = ${wordProbability(back, [0, 1, 2]).toFixed(6)}, as before: ${wordProbability(hmm, [0, 1, 2]).toFixed(6)}`,
);
