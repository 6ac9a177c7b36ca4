import { type Hmm, refuseNegative, tokenLaw } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import { checkLength } from "../check-length.ts";
import { stationaryStartFor } from "../stationary-start.ts";
import { listWords } from "./list-words.ts";

const MAX_CONTEXTS = 2_000_000;

/** The exact k-gram table of a stationary process. */
export type KgramLaws = {
  /** The words of k - 1 tokens that are possible, in lexicographic order, shape [context, k - 1]. */
  readonly contexts: Tensor<Int32Array>;
  /** P(context), shape [context]. */
  readonly probability: Float64Array;
  /** P(next token | context), shape [context, token]. */
  readonly laws: Tensor;
};

/**
 * The k-gram laws: the best prediction from the last k - 1 tokens.
 *
 *   laws[c, x] = P(X_k = x | X_1 ... X_{k-1} = c)      in the stationary process
 *
 * @param k At least 1; 1 is the unigram law, with the empty context.
 * @throws RangeError if k is not a positive integer, or there are more than 2 000 000 contexts.
 * @example
 * const { contexts, laws } = kgramLaws(mess3({ x: 0.05, a: 0.85 }), 2);
 * contexts.data; // => [0, 1, 2]
 * laws.data.slice(0, 3); // ≈ [0.6736875, 0.1631563, 0.1631563]
 * @see Shannon 1948, "A mathematical theory of communication", section 3
 */
export function kgramLaws(hmm: Hmm, k: number): KgramLaws {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`kgramLaws: k must be a positive integer, got ${k}`);
  checkLength("kgramLaws", "k", k);
  const { numStates, numTokens } = hmm;
  const listed = listWords({ ...hmm, initialBelief: stationaryStartFor("kgramLaws", hmm) }, k - 1, MAX_CONTEXTS);
  if (typeof listed === "number") {
    throw new RangeError(
      `kgramLaws: k must be at most ${listed + 1} for ${hmm.name} (${MAX_CONTEXTS} contexts), got ${k}`,
    );
  }
  const { words, prefixes } = listed;
  const first = prefixes.levelStart[k - 1]!;
  const beliefs = prefixes.beliefs.data.slice(first * numStates);
  const probability = prefixes.probability.slice(first);
  const laws = matmul({ shape: [words.shape[0]!, numStates], data: beliefs }, tokenLaw(hmm));
  laws.data.forEach((p, k) => {
    refuseNegative(hmm, probability[Math.floor(k / numTokens)]! * p);
    laws.data[k] = Math.max(p, 0);
  });
  return { contexts: words, probability, laws };
}
