import type { Hmm } from "../hmm.ts";
import { longestSearched, shortestNegativeWord } from "../inference/negative-words.ts";
import { linearForm, observableSubspace } from "./linear-form.ts";
import { minimalRealization } from "./minimal-realization.ts";
import { transitionMatrix } from "../transition-matrix.ts";

/** What can be said about a process; what is said of hidden states is null for a generalized process, which has none. */
export type ProcessChecks = {
  /** Every state can be reached from every state. */
  readonly irreducible: boolean | null;
  /** The greatest common divisor of the lengths of all returns, 1 if aperiodic; null if not irreducible. */
  readonly period: number | null;
  /** State and token settle the next state. */
  readonly unifilar: boolean | null;
  /** Dimension of the span of the vectors T[w] |1>: numStates if no two beliefs give the same future. */
  readonly observabilityRank: number;
  /** Dimension of the smallest linear process with the same words: that of `minimalRealization`. */
  readonly minimalDimension: number;
  /** No word of up to so many tokens has a negative probability: Infinity in a proper HMM, -1 if the empty word fails. */
  readonly nonNegativeToDepth: number;
};

/** Words are checked one by one: no more than this many on demand. */
const MOST_WORDS = 1e6;

/**
 * Checks what kind of process this is.
 *
 * @param options.depth How long words of a generalized process are checked for negative probability (below -1e-12);
 *   default: as long as there are up to 10^5 of a length. Beyond it nothing is promised: no test of finite length is.
 * @throws RangeError if depth is not a non-negative integer, or there are more than 10^6 words of that length.
 * @example
 * const { irreducible, period, unifilar, observabilityRank } = processChecks(z1r());
 * [irreducible, period, unifilar, observabilityRank]; // => [true, 3, true, 3]
 * processChecks(blochWalk(), { depth: 5 }).nonNegativeToDepth; // => 5
 */
export function processChecks(hmm: Hmm, options: { readonly depth?: number } = {}): ProcessChecks {
  const { numTokens } = hmm;
  const { depth = longestSearched(numTokens) } = options;
  if (!Number.isInteger(depth) || depth < 0) {
    throw new RangeError(`processChecks: depth must be a non-negative integer, got ${depth}`);
  }
  if (hmm.rightVector && numTokens ** depth > MOST_WORDS) {
    throw new RangeError(`processChecks: depth must leave at most 10^6 words, got ${numTokens}^${depth}`);
  }
  const negative = hmm.rightVector ? shortestNegativeWord(hmm, depth) : null;
  const states = hmm.rightVector ? { irreducible: null, period: null, unifilar: null } : stateChecks(hmm);
  return {
    ...states,
    observabilityRank: observableSubspace(linearForm(hmm)).shape[0]!,
    minimalDimension: minimalRealization(hmm).numStates,
    nonNegativeToDepth: hmm.rightVector ? (negative ? negative.word.length - 1 : depth) : Infinity,
  };
}

function stateChecks(hmm: Hmm): Pick<ProcessChecks, "irreducible" | "period" | "unifilar"> {
  const period = periodOf(transitionMatrix(hmm).data, hmm.numStates);
  return { irreducible: period !== null, period, unifilar: isUnifilar(hmm) };
}

/**
 * The period of an irreducible chain: the greatest common divisor of level[from] + 1 - level[to] over all edges, with
 * the levels of a breadth-first walk. Null if some state does not reach another.
 */
function periodOf(T: Float64Array, n: number): number | null {
  const levelsAlong = (edge: (from: number, to: number) => boolean): Map<number, number> => {
    const levels = new Map([[0, 0]]);
    for (const [from, level] of levels) {
      for (let to = 0; to < n; to++) if (edge(from, to) && !levels.has(to)) levels.set(to, level + 1);
    }
    return levels;
  };
  const levels = levelsAlong((from, to) => T[from * n + to]! > 0);
  if (levels.size < n || levelsAlong((from, to) => T[to * n + from]! > 0).size < n) return null;
  let period = 0;
  for (let from = 0; from < n; from++) {
    for (let to = 0; to < n; to++) {
      if (T[from * n + to]! > 0) period = gcd(period, Math.abs(levels.get(from)! + 1 - levels.get(to)!));
    }
  }
  return period;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function isUnifilar({ numTokens, numStates, labeledTransitions }: Hmm): boolean {
  for (let row = 0; row < numTokens * numStates; row++) {
    const moves = labeledTransitions.subarray(row * numStates, (row + 1) * numStates).filter((p) => p > 0);
    if (moves.length > 1) return false;
  }
  return true;
}
