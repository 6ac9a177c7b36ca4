import { impossibleToken } from "../check-tokens.ts";
import { forwardStep, lostProbability } from "./forward-step.ts";
import { SMALL_PRODUCT } from "./forward-recursion.ts";
import type { Hmm } from "../hmm.ts";

/** Where the pairwise posteriors of a sequence are added: one [from, to] matrix for each token or each position. */
export type PairSums = { readonly data: Float64Array; readonly by: "token" | "position" };

/**
 * Filters one sequence forward, then smooths it backward, the kernel under every function here that looks back.
 *
 *   P(s_{t-1}, s_t | all) = b_{t-1}[s_{t-1}] T[w_t, s_{t-1}, s_t] · P(s_t | all) / (P(w_t | past) b_t[s_t])
 *   P(s_{t-1} | all) = sum over s_t of it
 *
 * with b the filtered belief. Each step back is an average over conditional laws, so nothing grows or vanishes with the
 * length of the sequence, and a state of probability 0 keeps it. Nothing is checked: the caller knows that the tokens fit.
 *
 * @param caller The public function, for the message.
 * @param sequence Index in the batch, for the message.
 * @param word The tokens.
 * @param beliefs Receives P(state after token t | word), shape [position, state].
 * @param initial Receives P(state before the first token | word), shape [state].
 * @param pairs Receives the pairwise posteriors, if wanted, added to what is there.
 * @returns log P(word), in nats.
 * @throws RangeError if a token is impossible after those before it.
 * @see Askar & Derin 1981, "A recursive algorithm for the Bayes solution of the smoothing problem"
 */
export function smoothSequence(
  caller: string,
  hmm: Hmm,
  sequence: number,
  word: Int32Array,
  beliefs: Float64Array,
  initial: Float64Array,
  pairs?: PairSums,
): number {
  const { numStates, labeledTransitions, initialBelief } = hmm;
  const size = numStates * numStates;
  const probabilities = new Float64Array(word.length);
  let logLikelihood = 0;
  let product = 1; // as in `stepForward`
  for (let t = 0; t < word.length; t++) {
    const [source, start] = t === 0 ? [initialBelief, 0] : [beliefs, (t - 1) * numStates];
    const probability = forwardStep(hmm, source, start, word[t]!, beliefs, t * numStates);
    if (probability <= 0) {
      throw impossibleToken(caller, sequence, t, word[t]!, lostProbability(hmm, source, start, word[t]!, probability));
    }
    probabilities[t] = probability;
    product *= probability;
    if (product < SMALL_PRODUCT) {
      logLikelihood += Math.log(product);
      product = 1;
    }
  }
  logLikelihood += Math.log(product);

  // `initial` holds the smoothed belief on its way back, `ratio` P(s_t | all) / P(w_t, s_t | past), which would overflow
  // where the filtered belief is subnormal.
  const last = (word.length - 1) * numStates;
  for (let state = 0; state < numStates; state++) {
    initial[state] = word.length === 0 ? initialBelief[state]! : beliefs[last + state]!;
  }
  const ratio = new Float64Array(numStates);
  for (let t = word.length - 1; t >= 0; t--) {
    for (let to = 0; to < numStates; to++) {
      const joint = probabilities[t]! * beliefs[t * numStates + to]!;
      ratio[to] = joint > 0 ? Math.min(initial[to]! / joint, Number.MAX_VALUE) : 0;
      beliefs[t * numStates + to] = initial[to]!;
    }
    const [before, start] = t === 0 ? [initialBelief, 0] : [beliefs, (t - 1) * numStates];
    const pairStart = (pairs?.by === "token" ? word[t]! : t) * size;
    let total = 0; // 1 but for rounding
    for (let from = 0; from < numStates; from++) {
      const belief = before[start + from]!;
      const move = word[t]! * size + from * numStates;
      let smoothed = 0;
      for (let to = 0; to < numStates; to++) {
        const pair = belief * labeledTransitions[move + to]! * ratio[to]!; // in this order it cannot overflow
        smoothed += pair;
        if (pairs) pairs.data[pairStart + from * numStates + to]! += pair;
      }
      initial[from] = smoothed;
      total += smoothed;
    }
    for (let state = 0; state < numStates; state++) initial[state]! /= total;
  }
  return logLikelihood;
}
