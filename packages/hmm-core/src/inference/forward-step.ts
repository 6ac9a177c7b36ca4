import type { Hmm } from "../hmm.ts";
import { refuseNegativeStep } from "./negative-words.ts";

/** Signed sums that should vanish do so only up to rounding. */
export const SIGNED_ZERO = 1e-12;
/** The smallest number with all its digits. */
const SMALLEST = 2 ** -1022;

/**
 * One step of the normalised forward recursion, the kernel under every filter here, on rows of flat arrays.
 *
 *   joint = source T[token],  P(token | source) = joint · |1>,  target = joint / P
 *
 * Nothing is checked: the caller knows that the token and the rows are valid.
 *
 * @param source Holds a belief, shape [state], from index `sourceStart` on.
 * @param target Receives the next belief from index `targetStart` on; the two rows must not overlap.
 * @returns P(token | source), or 0 if the token is impossible or below 2.2e-308 (generalized HMMs: within 1e-12 of 0); the target is then
 *   meaningless. Negative numbers are returned as they are: the words of a generalized HMM that is no process.
 * @example
 * const belief = Float64Array.of(1 / 3, 1 / 3, 1 / 3);
 * const next = new Float64Array(3);
 * forwardStep(mess3({ x: 0.05, a: 0.85 }), belief, 0, 2, next, 0); // ≈ 0.3333333
 * next; // ≈ [0.075, 0.075, 0.85]
 */
export function forwardStep(
  hmm: Hmm,
  source: Float64Array,
  sourceStart: number,
  token: number,
  target: Float64Array,
  targetStart: number,
): number {
  const { numStates, labeledTransitions, rightVector } = hmm;
  const first = token * numStates * numStates;
  let probability = 0;
  for (let to = 0; to < numStates; to++) {
    let joint = 0;
    for (let from = 0; from < numStates; from++) {
      joint += source[sourceStart + from]! * labeledTransitions[first + from * numStates + to]!;
    }
    target[targetStart + to] = joint;
    probability += rightVector ? joint * rightVector[to]! : joint;
  }
  if (probability < (rightVector ? SIGNED_ZERO : SMALLEST)) return probability < -SIGNED_ZERO ? probability : 0;
  for (let to = 0; to < numStates; to++) target[targetStart + to]! /= probability;
  return probability;
}

/**
 * The probability of a step for which `forwardStep` returned 0 or less, for messages.
 *
 * @param probability What it returned.
 * @returns "probability 0", or what it is where that is a number too small to compute with.
 * @throws RangeError if it is negative: the generalized HMM is no process.
 * @example
 * lostProbability(even({ p: 0.5 }), Float64Array.of(0, 1), 0, 0, 0); // => "probability 0"
 */
export function lostProbability(
  hmm: Hmm,
  source: Float64Array,
  sourceStart: number,
  token: number,
  probability: number,
): string {
  const { numStates, labeledTransitions, rightVector } = hmm;
  refuseNegativeStep(hmm, probability);
  const rows = labeledTransitions.subarray(token * numStates ** 2, (token + 1) * numStates ** 2);
  const isPossible =
    !rightVector && rows.some((p, move) => p > 0 && source[sourceStart + Math.floor(move / numStates)]! > 0);
  return isPossible ? "a probability below 2.2e-308" : "probability 0";
}
