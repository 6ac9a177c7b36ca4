import type { Random } from "@beliefscope/tensor/random";
import { forwardStep, SIGNED_ZERO } from "../inference/forward-step.ts";
import type { Hmm } from "../hmm.ts";
import { refuseNegativeStep } from "../inference/negative-words.ts";
import { tokenLaw } from "../token-law.ts";
import type { TokenSource } from "./token-source.ts";

/** Draws each token of a generalized process from its law given those before. */
export function filteredLawSource(hmm: Hmm, random: Random): TokenSource {
  const { numTokens, numStates, initialBelief } = hmm;
  const law = tokenLaw(hmm).data;
  const predicted = new Float64Array(numTokens);
  let belief = initialBelief.slice();
  let next = new Float64Array(numStates);
  const draw = (): number => {
    let total = 0;
    for (let token = 0; token < numTokens; token++) {
      let p = 0;
      for (let state = 0; state < numStates; state++) p += belief[state]! * law[state * numTokens + token]!;
      refuseNegativeStep(hmm, p);
      predicted[token] = p < SIGNED_ZERO ? 0 : p;
      total += predicted[token]!;
    }
    const threshold = random.uniform() * total;
    let last = 0;
    let sum = 0;
    for (let token = 0; token < numTokens; token++) {
      if (predicted[token] === 0) continue;
      last = token; // where rounding leaves the sum below the threshold, the last possible token
      sum += predicted[token]!;
      if (sum > threshold) break;
    }
    return last;
  };
  const fill = (tokens: Int32Array): void => {
    for (let position = 0; position < tokens.length; position++) {
      const token = draw();
      tokens[position] = token;
      forwardStep(hmm, belief, 0, token, next, 0);
      [belief, next] = [next, belief];
    }
  };
  return {
    next: fill,
    sequences: (tokens, length) => {
      for (let begin = 0; begin < tokens.length; begin += length) {
        belief.set(initialBelief);
        fill(tokens.subarray(begin, begin + length));
      }
    },
  };
}
