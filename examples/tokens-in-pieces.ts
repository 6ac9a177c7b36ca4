// A sequence too long for memory, filtered as it is drawn: the loss of the best predictor after ever more tokens, and the
// same tokens read back from text that arrives in pieces.
import { filterBeliefs, mess3, sampleInPieces, tokenReader, tokenSequences } from "@beliefscope/hmm-core";
import { createTensor, type Tensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";

const hmm = mess3({ x: 0.05, a: 0.85 });
const length = 1_000_000;

let from: Tensor | undefined; // the belief so far
let [read, logLikelihood] = [0, 0];
for (const pieces of sampleInPieces(hmm, { batch: 1, length, random: createRandom(1) })) {
  for (const { tokens } of pieces) {
    const filtered = filterBeliefs(hmm, createTensor(tokens, [1, tokens.length]), from && { from });
    from = filtered.finalBeliefs;
    read += tokens.length;
    logLikelihood += filtered.logLikelihood[0]!;
  }
  if (read === length || Math.log2(read) % 1 === 0) {
    console.log(`${read.toString().padStart(8)} tokens: ${(-logLikelihood / read).toFixed(5)} nats a token`);
  }
}

const text = new TextEncoder().encode("0 0 1 2 2\n1 1 0\n");
const reader = tokenReader(hmm);
const pieces = [...reader.read(text.subarray(0, 8)), ...reader.read(text.subarray(8)), ...reader.end()];
console.log("read from text:", tokenSequences(pieces).map((tokens) => tokens.join("")).join(" and ")); // prettier-ignore
