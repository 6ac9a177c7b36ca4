import type { Hmm } from "../hmm.ts";

/** Signed sums that should vanish do so only up to rounding. */
const SIGNED_ZERO = 1e-12;

/**
 * One step of the normalised forward recursion, the kernel under every filter here, on rows of flat arrays.
 *
 *   joint = source T[token],  P(token | source) = joint · |1>,  target = joint / P
 *
 * Nothing is checked: the caller knows that the token and the rows are valid.
 *
 * @param source Holds a belief, shape [state], from index `sourceStart` on.
 * @param target Receives the next belief from index `targetStart` on; the two rows must not overlap.
 * @returns P(token | source), or 0 if the token is impossible (generalized HMMs: below 1e-12); the target is then meaningless.
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
  if (rightVector ? probability < SIGNED_ZERO : probability <= 0) return 0;
  for (let to = 0; to < numStates; to++) target[targetStart + to]! /= probability;
  return probability;
}
