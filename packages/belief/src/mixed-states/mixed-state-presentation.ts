import { forwardStep, type Hmm, refuseNegative } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { beliefFinder } from "./belief-finder.ts";
import { longRunLaw } from "./long-run-law.ts";
import { recurrentClasses } from "./recurrent-classes.ts";

/** Beliefs that are truly equal come out closer than this. */
const ROUNDING = 1e-13;

/** Recurrent classes take the square of the number of states, the long-run law the cube of that of the recurrent ones. */
const MOST_STATES = 10_000;

/** The distinct beliefs of a process and the moves between them: a unifilar machine with the same words. */
export type MixedStatePresentation = {
  /** Shape [mixed state, state], in the order of discovery, shorter words first; row 0 is the initial belief. */
  readonly beliefs: Tensor;
  /** Where a token leads, shape [mixed state, token]; -1 where it is impossible or (if not closed) leads outside. */
  readonly next: Tensor<Int32Array>;
  /** P(token | mixed state), shape [mixed state, token]. */
  readonly probability: Tensor;
  /** Whether every possible token leads to a mixed state of the list. */
  readonly closed: boolean;
  /** All words of up to this many tokens end in the list; Infinity where closed. */
  readonly depth: number;
  /** The probability that after `depth` tokens the next mixed state is not in the list; 0 where closed. */
  readonly frontierMass: number;
  /** The largest difference of an entry between two beliefs that count as one. */
  readonly mergeDistance: number;
  /** The first mixed state of its recurrent class, -1 for transient ones, shape [mixed state]; null unless finite. */
  readonly recurrentClass: Int32Array | null;
  /** The share of time in each mixed state in the long run from row 0, shape [mixed state]; null unless finite. */
  readonly stationary: Float64Array | null;
};

/**
 * The mixed-state presentation: all beliefs that words can lead to from the initial one, each once, with their moves.
 *
 *   probability[b, token] = b T[token] |1>,   next[b, token] = the listed belief equal to b T[token] / probability
 *
 * The first of equal beliefs stands for all, unrounded. Many processes have infinitely many mixed states: the list is then
 * either cut at a whole number of tokens (`closed: false`), or, where the beliefs converge, closes because ever nearer ones
 * come within the tolerance. `mergeDistance` tells: some 1e-16 if equal beliefs are truly equal, else near the tolerance.
 * Such a list is good for short words but not for the long run, where moves of tiny probability decide: recurrent classes
 * and stationary law are given only if the list is finite in truth, closed with no two beliefs merged that were more than
 * 1e-13 apart. (So leave the tolerance some decades above that.)
 *
 * @param options.tolerance Beliefs with no entry further apart count as equal, in (0, 1), default 1e-9.
 * @param options.maxStates The longest list, at most 10 000, default 1000. The long-run law takes the cube of the recurrent states' number.
 * @throws RangeError if tolerance or maxStates is out of range.
 * @example
 * const { beliefs, next, recurrentClass, stationary } = mixedStatePresentation(goldenMean({ p: 0.5 }));
 * beliefs.data; // ≈ [0.6666667, 0.3333333, 1, 0, 0, 1]
 * next.data; // => [1, 2, 1, 2, 1, -1]
 * recurrentClass; // => [-1, 1, 1]
 * stationary; // ≈ [0, 0.6666667, 0.3333333]
 * @see Ellison, Mahoney & Crutchfield 2009, arXiv:0905.3587; Jurgens & Crutchfield 2021, arXiv:2102.10487
 */
export function mixedStatePresentation(
  hmm: Hmm,
  options: { readonly tolerance?: number; readonly maxStates?: number } = {},
): MixedStatePresentation {
  const { tolerance = 1e-9, maxStates = 1000 } = options;
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new RangeError(`mixedStatePresentation: tolerance must be in (0, 1), got ${tolerance}`);
  }
  if (!Number.isInteger(maxStates) || maxStates < 1) {
    throw new RangeError(`mixedStatePresentation: maxStates must be a positive integer, got ${maxStates}`);
  }
  if (maxStates > MOST_STATES) {
    throw new RangeError(`mixedStatePresentation: maxStates must be at most ${MOST_STATES}, got ${maxStates}`);
  }
  const { numTokens, numStates } = hmm;
  const list = discover(hmm, tolerance, maxStates);
  const { count, closed, depth, mergeDistance } = list;
  const next = list.next.slice(0, count * numTokens);
  const probability = list.probability.slice(0, count * numTokens);
  const isFinite = closed && mergeDistance <= ROUNDING;
  const recurrentClass = isFinite ? recurrentClasses(next, count, numTokens) : null;
  return {
    beliefs: { shape: [count, numStates], data: list.beliefs.slice(0, count * numStates) },
    next: { shape: [count, numTokens], data: next },
    probability: { shape: [count, numTokens], data: probability },
    closed,
    depth: closed ? Infinity : depth,
    frontierMass: closed ? 0 : frontierMass(next, probability, numTokens, depth),
    mergeDistance,
    recurrentClass,
    stationary: recurrentClass && longRunLaw(next, probability, recurrentClass),
  };
}

/** Follows all words, one token more in each round; a round that overfills the list is taken back. */
function discover(hmm: Hmm, tolerance: number, maxStates: number) {
  const { numTokens, numStates, initialBelief } = hmm;
  const beliefs = new Float64Array((maxStates + 1) * numStates); // one spare row, for the belief that is looked up
  const next = new Int32Array(maxStates * numTokens).fill(-1);
  const probability = new Float64Array(maxStates * numTokens);
  const find = beliefFinder(beliefs, numStates, maxStates, tolerance);
  const reached = new Float64Array(maxStates + 1).fill(1, 0, 1); // P(the word by which a belief was found)
  beliefs.set(initialBelief);
  find(0);

  let mergeDistance = 0;
  let roundStart = 0;
  let count = 1;
  for (let depth = 0; ; depth++) {
    const roundEnd = count;
    if (roundStart === roundEnd) return { beliefs, next, probability, count, mergeDistance, depth, closed: true };
    let overfull = false;
    for (let state = roundStart; state < roundEnd; state++) {
      for (let token = 0; token < numTokens; token++) {
        const move = state * numTokens + token;
        const conditional = forwardStep(hmm, beliefs, state * numStates, token, beliefs, count * numStates);
        if (conditional <= 0) {
          refuseNegative(hmm, reached[state]! * conditional);
          continue;
        }
        probability[move] = conditional;
        const found = find(count);
        if (found === count) reached[count] = reached[state]! * conditional;
        if (found === maxStates) overfull = true;
        else if (found === count) count++;
        else mergeDistance = Math.max(mergeDistance, distance(beliefs, numStates, found, count));
        next[move] = found;
      }
    }
    if (overfull) {
      for (let move = roundStart * numTokens; move < roundEnd * numTokens; move++) {
        if (next[move]! >= roundEnd) next[move] = -1;
      }
      return { beliefs, next, probability, count: roundEnd, mergeDistance, depth, closed: false };
    }
    roundStart = roundEnd;
  }
}

/** The largest difference of an entry between two rows. */
function distance(beliefs: Float64Array, numStates: number, a: number, b: number): number {
  let largest = 0;
  for (let i = 0; i < numStates; i++) {
    largest = Math.max(largest, Math.abs(beliefs[a * numStates + i]! - beliefs[b * numStates + i]!));
  }
  return largest;
}

/** P(the first token to lead outside is number depth + 1). */
function frontierMass(next: Int32Array, probability: Float64Array, numTokens: number, depth: number): number {
  let law = new Float64Array(next.length / numTokens);
  law[0] = 1;
  for (let k = 0; k <= depth; k++) {
    const pushed = new Float64Array(law.length);
    let outside = 0;
    next.forEach((to, move) => {
      const mass = law[Math.floor(move / numTokens)]! * probability[move]!;
      if (to >= 0) pushed[to]! += mass;
      else outside += mass;
    });
    if (k === depth) return outside;
    law = pushed;
  }
  return 0;
}
