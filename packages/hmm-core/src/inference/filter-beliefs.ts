import type { Tensor } from "@beliefscope/tensor";
import { uninitializedFloat64 } from "@beliefscope/tensor/wasm";
import { checkBeliefs } from "../check-beliefs.ts";
import { checkSequences, type SequenceOptions } from "../check-tokens.ts";
import { forwardRecursion } from "./forward-recursion.ts";
import type { Hmm } from "../hmm.ts";

/** Where sequences end and begin. */
export type FilterOptions = SequenceOptions & {
  /** The belief before each sequence's first token, shape [batch, state]. Default: the process's initial belief. */
  readonly from?: Tensor | undefined;
  /**
   * Receives the beliefs and becomes their data, shape [batch, position, state]: saves allocating where one filters again and
   * again. Default: a new array.
   */
  readonly into?: Float64Array | undefined;
};

/** What `filterBeliefs` finds. */
export type FilteredBeliefs = {
  /** P(state | tokens[s, 0..t]), shape [batch, position, state]; 0 beyond a sequence's length. */
  readonly beliefs: Tensor;
  /** The belief after each sequence's last token (before the first, if it has none), shape [batch, state]. */
  readonly finalBeliefs: Tensor;
  /** log P(tokens[s]) in nats, shape [batch]. */
  readonly logLikelihood: Float64Array;
};

/**
 * Filters sequences: the belief after each token, by the forward recursion.
 *
 *   beliefs[s, t] = beliefs[s, t - 1] T[w_t] / P(w_t | tokens[s, 0..t-1])
 *
 * Nothing underflows, however long the sequence. A stream is read in chunks by starting each `from` the final beliefs of
 * the one before; its log-likelihood is the sum over chunks.
 *
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @param options.from Shape [batch, state]; rows are beliefs: they sum to 1 (to 1e-9; generalized: with the right vector).
 * @param options.into Receives the beliefs, shape [batch, position, state]. Default: a new array.
 * @throws RangeError if a shape, a length or a token is wrong, a row of `from` is no belief, or a token impossible after
 *   those before it (named by sequence and position), as it is here if its probability is below 2.2e-308; TypeError if an
 *   array is of another type.
 * @example
 * const hmm = mess3({ x: 0.05, a: 0.85 });
 * const first = filterBeliefs(hmm, createTensor(Int32Array.of(0), [1, 1]));
 * filterBeliefs(hmm, createTensor(Int32Array.of(1), [1, 1]), { from: first.finalBeliefs }).beliefs.data;
 * // ≈ [0.355104, 0.592607, 0.052289]
 * @see Rabiner 1989, "A tutorial on hidden Markov models and selected applications in speech recognition"
 */
export function filterBeliefs(hmm: Hmm, tokens: Tensor<Int32Array>, options: FilterOptions = {}): FilteredBeliefs {
  const [batch, length, lengths] = checkSequences("filterBeliefs", tokens, options.lengths);
  const { numStates } = hmm;
  const finalBeliefs = startBeliefs(hmm, batch, options.from);
  const size = batch * length * numStates;
  const beliefs = options.into ?? uninitializedFloat64(size);
  if (!((beliefs as unknown) instanceof Float64Array)) {
    throw new TypeError(`filterBeliefs: into must be a Float64Array, got ${Object.prototype.toString.call(beliefs)}`);
  }
  if (beliefs.length !== size) {
    throw new RangeError(`filterBeliefs: into must have ${size} entries, got ${beliefs.length}`);
  }
  if (options.lengths) beliefs.fill(0);
  const pass = { caller: "filterBeliefs", hmm, tokens, lengths, finalBeliefs, beliefs };
  const logLikelihood = forwardRecursion(pass);
  return {
    beliefs: { shape: [batch, length, numStates], data: beliefs },
    finalBeliefs: { shape: [batch, numStates], data: finalBeliefs },
    logLikelihood,
  };
}

function startBeliefs(hmm: Hmm, batch: number, from?: Tensor): Float64Array {
  const { numStates, initialBelief } = hmm;
  if (from === undefined)
    return Float64Array.from({ length: batch * numStates }, (_, k) => initialBelief[k % numStates]!);
  if (from.shape.length !== 2 || from.shape[0] !== batch || from.shape[1] !== numStates) {
    throw new RangeError(
      `filterBeliefs: from must have shape [${batch}, ${numStates}], got [${from.shape.join(", ")}]`,
    );
  }
  checkBeliefs("filterBeliefs", "from", hmm, from.data, batch);
  return from.data.slice();
}
