import { sampleTokens } from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";
import { readInput, serve } from "./program.mjs";

const { hmm, tokens } = readInput();
const [batch, length] = tokens.shape;
const random = createRandom(1);

await serve(() => [sampleTokens(hmm, { batch, length, random }).data]);
