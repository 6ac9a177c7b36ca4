import { forwardStep, type Hmm, refuseNegativeStep, tokenLaw } from "@beliefscope/hmm-core";
import type { Random } from "@beliefscope/tensor/random";

/** Tokens less probable than this are impossible in a generalized process, as in `forwardStep`. */
const SIGNED_ZERO = 1e-12;

/** One step of a walk; the object and its belief are written anew at each step. */
export type BeliefStep = {
  /** The belief after the token, shape [state]. */
  belief: Float64Array;
  token: number;
  /** P(token | belief before it). */
  probability: number;
  /** How many tokens were possible. */
  choices: number;
};

/**
 * Walks from the initial belief, reading tokens drawn from what the belief predicts ("process", which makes the tokens those
 * of the process), or each possible one alike ("uniform").
 *
 * @param visit Called after each step, with its number; the walk ends when it returns false.
 */
export function walkBeliefs(
  hmm: Hmm,
  options: { readonly tokens: "process" | "uniform"; readonly random: Random },
  visit: (step: BeliefStep, index: number) => boolean,
): void {
  const { numTokens, numStates, initialBelief, rightVector } = hmm;
  const { tokens, random } = options;
  const law = tokenLaw(hmm).data;
  const zero = rightVector ? SIGNED_ZERO : 0;
  const weights = new Float64Array(numTokens);
  const step: BeliefStep = { belief: initialBelief.slice(), token: -1, probability: 1, choices: 0 };
  let next: Float64Array = new Float64Array(numStates);
  for (let index = 0; ; index++) {
    let total = 0;
    step.choices = 0;
    for (let x = 0; x < numTokens; x++) {
      let p = 0;
      for (let state = 0; state < numStates; state++) p += step.belief[state]! * law[state * numTokens + x]!;
      refuseNegativeStep(hmm, p);
      weights[x] = p <= zero ? 0 : tokens === "process" ? p : 1;
      total += weights[x]!;
      if (weights[x]! > 0) step.choices++;
    }
    step.token = draw(weights, random.uniform() * total);
    step.probability = forwardStep(hmm, step.belief, 0, step.token, next, 0);
    [step.belief, next] = [next, step.belief];
    if (!visit(step, index)) return;
  }
}

/** The first index whose running sum exceeds the threshold; if rounding leaves none, the last of positive weight. */
function draw(weights: Float64Array, threshold: number): number {
  let sum = 0;
  let last = 0;
  for (let x = 0; x < weights.length; x++) {
    if (weights[x] === 0) continue;
    sum += weights[x]!;
    last = x;
    if (sum > threshold) break;
  }
  return last;
}
