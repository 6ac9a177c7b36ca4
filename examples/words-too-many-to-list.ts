// Words up to a length, all of them or a sample: what short memories make of them, and a filter whose memory is fixed.
import {
  filterPredictions,
  kalmanFilter,
  kgramLaws,
  runFilter,
  sampledEnsemble,
  stationaryStart,
  updateBelief,
  wordTree,
} from "@beliefscope/belief";
import { circle3, tokenSampler } from "@beliefscope/hmm-core";
import { createTensor } from "@beliefscope/tensor";
import { createRandom } from "@beliefscope/tensor/random";

const hmm = circle3({ x: 0.05, a: 0.85 });
const law = (data: Float64Array, start = 0): string => [...data.subarray(start, start + 3)].map((p) => p.toFixed(4)).join(" "); // prettier-ignore

// Every word of up to 9 tokens: a node's number says which word it is.
const { levelStart, probability, beliefs } = wordTree(hmm, 9);
const node = levelStart[4]! + ((0 * 3 + 1) * 3 + 2) * 3 + 0; // 0 1 2 0
console.log(
  `${probability.length} words; P(0 1 2 0) = ${probability[node]!.toFixed(6)}, belief ${law(beliefs.data, 3 * node)}`,
);
const start = stationaryStart(hmm);
const step = [0, 1, 2, 0].reduce((belief, token) => updateBelief(hmm, belief, token), start);
console.log(`the same, token by token: ${law(step)}`);

// Words of 60 tokens are too many: 3^60. A sample of them has the same shape.
const { prefixes } = sampledEnsemble(hmm, { length: 60, numWords: 500, random: createRandom(1) });
const sure = prefixes.length.reduce((count, k, i) => {
  const largest = Math.max(...prefixes.beliefs.data.subarray(3 * i, 3 * i + 3));
  return k === 60 && largest > 0.8 ? count + 1 : count;
}, 0);
console.log(`after 60 tokens the state is known with over 80 % in ${((100 * sure) / 500).toFixed(0)} % of 500 words`);

// What the last two tokens foretell, and what a filter with one fixed memory makes of a long run.
const { contexts, laws } = kgramLaws(hmm, 3);
console.log(`after ${contexts.data.subarray(0, 2).join(" ")}, whatever came before: ${law(laws.data)}`);
const filter = kalmanFilter(hmm, { readout: "linear" });
const run = tokenSampler(hmm, createRandom(2))(1000);
const claims = runFilter(filter, createTensor(run, [1, run.length]));
console.log(`a fixed filter after 1000 tokens predicts ${law(filterPredictions(filter, claims).data, 3 * 999)}`);
