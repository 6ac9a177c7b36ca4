// Forward and backward: what the tokens read say of the hidden state, what those to come will say, and both together.
import { filterBeliefs } from "@beliefscope/belief";
import {
  backwardVectors,
  circle3,
  ImpossibleTokenError,
  even,
  logLikelihood,
  padTokens,
  smoothBeliefs,
} from "@beliefscope/hmm-core";

const hmm = circle3({ x: 0.05, a: 0.85 });
const { tokens } = padTokens([[0, 1, 1, 0, 1, 2]]);
const forward = filterBeliefs(hmm, tokens).beliefs.data;
const { vectors, logScales, initialVectors, initialLogScales } = backwardVectors(hmm, tokens);
const smoothed = smoothBeliefs(hmm, tokens).beliefs.data;

const show = (row: Float64Array): string => Array.from(row, (entry) => entry.toFixed(3)).join(" ");
console.log("token   belief so far       foretells the rest (of the best state)   both");
tokens.data.forEach((token, t) => {
  const row = (data: Float64Array): Float64Array => data.subarray(3 * t, 3 * t + 3);
  const best = Math.exp(logScales.data[t]!).toExponential(1);
  console.log(
    `${token}       ${show(row(forward))}   ${show(row(vectors.data))}  x ${best}              ${show(row(smoothed))}`,
  );
});
const product = hmm.initialBelief.reduce((sum, b, i) => sum + b * initialVectors.data[i]!, 0);
console.log(`log P(all) backward ${(initialLogScales[0]! + Math.log(product)).toFixed(9)}`);
console.log(`log P(all) forward  ${logLikelihood(hmm, tokens)[0]!.toFixed(9)}`);

// Words that a process cannot produce are an error that says where.
try {
  backwardVectors(even(), padTokens([[0, 1, 1, 0, 1, 0]]).tokens);
} catch (error) {
  if (!(error instanceof ImpossibleTokenError)) throw error;
  console.log(`even: token ${error.token} at position ${error.position} is impossible`);
}
