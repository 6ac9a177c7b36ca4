import { forwardStep } from "../inference/forward-step.ts";
import type { Hmm } from "../hmm.ts";
import { wordProbability } from "../inference/word-probability.ts";

/** A vector adds a direction if this share of it is new: well above the rounding of a few forward steps. */
const SHARE = 1e-12;

/** Whether two processes have one law of words; if not, a shortest word that they give different probabilities. */
export type Equivalence =
  | { readonly equivalent: true }
  | {
      readonly equivalent: false;
      readonly witness: readonly number[];
      /** Of the witness, under a and under b. */
      readonly probabilities: readonly [number, number];
    };

/**
 * Decides whether two processes, each from its initial belief, give every word of every length the same probability.
 *
 *   P_a(w) - P_b(w) = (pi_a, -pi_b) diag(A[w_1], B[w_1]) ... |1>
 *
 * is a linear function of where the pair of beliefs can be, so it vanishes everywhere if it vanishes on a basis: at most
 * numStates_a + numStates_b words, found breadth first, and their next tokens settle all of them. Works for generalized
 * HMMs and for any two presentations.
 *
 * @param a A process.
 * @param b A process with as many tokens; token i of one is token i of the other.
 * @param options.tolerance Next-token probabilities count as equal up to this, and tokens less likely than it are not
 *   followed; default 1e-9. Processes that differ by less are called equivalent.
 * @returns The verdict; a witness is a shortest one, and of those the first in the order of tokens.
 * @throws RangeError if the numbers of tokens differ.
 * @example
 * equivalentProcesses(mess3({ x: 0.05, a: 0.85 }), messN({ x: 0.05, a: 0.85, n: 3 })); // => { equivalent: true }
 * const { witness } = { witness: [], ...equivalentProcesses(even(), goldenMean()) };
 * witness; // => [0]
 * @see Tzeng 1992, "A polynomial-time algorithm for the equivalence of probabilistic automata"
 */
export function equivalentProcesses(a: Hmm, b: Hmm, options: { readonly tolerance?: number } = {}): Equivalence {
  const { tolerance = 1e-9 } = options;
  const { numTokens } = a;
  if (b.numTokens !== numTokens) {
    throw new RangeError(`equivalentProcesses: b must have ${numTokens} tokens like a, got ${b.numTokens}`);
  }
  const basis: Float64Array[] = [];
  const start = { word: [] as readonly number[], beliefs: join(a.initialBelief, b.initialBelief) };
  const queue = [start];
  for (const { word, beliefs } of queue) {
    if (!addDirection(basis, beliefs)) continue;
    for (let token = 0; token < numTokens; token++) {
      const next = new Float64Array(beliefs.length);
      const [inA, inB] = [next.subarray(0, a.numStates), next.subarray(a.numStates)];
      const p = forwardStep(a, beliefs, 0, token, inA, 0);
      const q = forwardStep(b, beliefs, a.numStates, token, inB, 0);
      const longer = [...word, token];
      if (Math.abs(p - q) > tolerance) {
        return {
          equivalent: false,
          witness: longer,
          probabilities: [wordProbability(a, longer), wordProbability(b, longer)],
        };
      }
      if (Math.min(p, q) > tolerance) queue.push({ word: longer, beliefs: next }); // visited by this same loop
    }
  }
  return { equivalent: true };
}

function join(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

/** Adds what is new in a vector to an orthonormal basis; false if nothing is. */
function addDirection(basis: Float64Array[], vector: Float64Array): boolean {
  const rest = vector.slice();
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const overlap = direction.reduce((sum, entry, i) => sum + entry * rest[i]!, 0);
      for (let i = 0; i < rest.length; i++) rest[i]! -= overlap * direction[i]!;
    }
  }
  const length = Math.hypot(...rest);
  if (length <= SHARE * Math.hypot(...vector)) return false;
  basis.push(rest.map((entry) => entry / length));
  return true;
}
