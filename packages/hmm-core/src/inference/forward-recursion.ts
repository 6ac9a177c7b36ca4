import type { Tensor } from "@beliefscope/tensor";
import { checkTokens, impossibleToken } from "../check-tokens.ts";
import { forwardStep, lostProbability } from "./forward-step.ts";
import type { Hmm } from "../hmm.ts";
import { kernelForward } from "./kernel-forward.ts";

/** A product of probabilities below this is put into a sum; however improbable its last factor, it has not underflowed. */
export const SMALL_PRODUCT = 1e-15;

/** What one pass of the forward recursion reads and writes. */
export type ForwardPass = {
  /** The public function, for the message about an impossible token. */
  readonly caller: string;
  readonly hmm: Hmm;
  /** Shape [batch, position], which is known to fit; the tokens themselves are checked here. */
  readonly tokens: Tensor<Int32Array>;
  /** Shape [batch]. */
  readonly lengths: Int32Array;
  /** Holds the belief before each sequence and receives the one after it, shape [batch, state]. */
  readonly finalBeliefs: Float64Array;
  /** Receives the belief after each token, if wanted, shape [batch, position, state]; left alone beyond the ends. */
  readonly beliefs: Float64Array | null;
};

/**
 * The forward recursion over sequences, under whatever reads from left to right; by the kernel where it serves.
 *
 * @returns log P(tokens) of each sequence in nats, shape [batch].
 * @throws RangeError if a token is out of range, or impossible after those before it.
 */
export function forwardRecursion(pass: ForwardPass): Float64Array {
  const found = kernelForward(pass) ?? forwardPlainly(pass);
  return found.map((nats) => Math.min(nats, 0)); // rounding may find certain tokens more than certain
}

function forwardPlainly(pass: ForwardPass): Float64Array {
  checkTokens(pass.caller, pass.hmm, pass.tokens, pass.lengths);
  return Float64Array.from(pass.lengths, (count, sequence) => stepForward(pass, sequence, 0, count));
}

/**
 * The recursion in plain steps, over positions [begin, end) of one sequence.
 *
 * @returns log P of those tokens given the ones before, in nats.
 */
export function stepForward(pass: ForwardPass, sequence: number, begin: number, end: number): number {
  const { caller, hmm, tokens, finalBeliefs, beliefs } = pass;
  const { numStates } = hmm;
  const first = sequence * tokens.shape[1]!;
  const final = finalBeliefs.subarray(sequence * numStates, (sequence + 1) * numStates);
  const rows = beliefs ?? new Float64Array(2 * numStates);
  let [source, start] = [final, 0];
  let logLikelihood = 0;
  let product = 1; // of probabilities: one logarithm for many, and less rounding than a sum of as many
  for (let position = begin; position < end; position++) {
    const token = tokens.data[first + position]!;
    const target = (beliefs ? first + position : position % 2) * numStates;
    const probability = forwardStep(hmm, source, start, token, rows, target);
    if (probability <= 0) {
      throw impossibleToken(caller, sequence, position, token, lostProbability(hmm, source, start, token, probability));
    }
    product *= probability;
    if (product < SMALL_PRODUCT) {
      logLikelihood += Math.log(product);
      product = 1;
    }
    [source, start] = [rows, target];
  }
  final.set(source.subarray(start, start + numStates));
  return logLikelihood + Math.log(product);
}
