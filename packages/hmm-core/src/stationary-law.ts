import { createTensor } from "@beliefscope/tensor";
import { solve } from "@beliefscope/tensor/linalg";
import type { Hmm } from "./hmm.ts";
import { transitionMatrix } from "./transition-matrix.ts";

/**
 * The stationary law of the hidden states.
 *
 *   pi T = pi,  pi · 1 = 1          (generalized: pi |1> = 1)
 *
 * Proper HMMs: by the subtraction-free elimination of Grassmann, Taksar and Heyman on the recurrent states, accurate in
 * every entry; transient states get exactly 0. Generalized HMMs: by solving pi (I - T + |1><1|) = <1|.
 *
 * @param hmm A process, or the part of one that matters here.
 * @returns Shape [state].
 * @throws RangeError if the chain has several recurrent classes (generalized: several eigenvalues 1), hence several stationary laws.
 * @example
 * stationaryLaw(goldenMean({ p: 0.5 })); // ≈ [0.6666667, 0.3333333]
 * @see Grassmann, Taksar & Heyman 1985, "Regenerative analysis and steady state distributions for Markov chains"
 */
export function stationaryLaw(
  hmm: Pick<Hmm, "name" | "numStates" | "labeledTransitions" | "rightVector">,
): Float64Array {
  const T = transitionMatrix(hmm).data;
  if (hmm.rightVector) return generalizedStationaryLaw(hmm.name, T, hmm.rightVector);

  const recurrent = recurrentStates(T, hmm.numStates);
  if (recurrent === null) {
    throw new RangeError(
      `stationaryLaw: the states of ${hmm.name} must have one recurrent class, got several (give an initialBelief)`,
    );
  }
  const law = eliminate(T, hmm.numStates, recurrent);
  const pi = new Float64Array(hmm.numStates);
  recurrent.forEach((state, i) => {
    pi[state] = law[i]!;
  });
  return pi;
}

/** The one closed class of communicating states, or null when there are several. */
function recurrentStates(T: Float64Array, n: number): number[] | null {
  const forward = (from: number, to: number): boolean => T[from * n + to]! > 0;
  const backward = (from: number, to: number): boolean => T[to * n + from]! > 0;
  // Walk into ever smaller reachable sets until every member reaches back to where the walk stands.
  let state = 0;
  for (;;) {
    const reached = reach(state, n, forward);
    const returning = new Set(reach(state, n, backward));
    const escape = reached.find((other) => !returning.has(other));
    if (escape === undefined) return returning.size === n ? reached : null;
    state = escape;
  }
}

/** The states that a walk along `edge` can reach from `start`, itself included, in ascending order. */
function reach(start: number, n: number, edge: (from: number, to: number) => boolean): number[] {
  const seen = new Set([start]);
  for (const from of seen) {
    for (let to = 0; to < n; to++) if (edge(from, to)) seen.add(to); // a Set's loop also visits what is added meanwhile
  }
  return [...seen].sort((a, b) => a - b);
}

function eliminate(T: Float64Array, n: number, states: readonly number[]): Float64Array {
  const m = states.length;
  const A = Float64Array.from({ length: m * m }, (_, k) => T[states[Math.floor(k / m)]! * n + states[k % m]!]!);
  // Censor the chain on its first `last` states, for ever smaller `last`.
  for (let last = m - 1; last > 0; last--) {
    let leaving = 0;
    for (let j = 0; j < last; j++) leaving += A[last * m + j]!;
    for (let i = 0; i < last; i++) {
      A[i * m + last]! /= leaving;
      for (let j = 0; j < last; j++) A[i * m + j]! += A[i * m + last]! * A[last * m + j]!;
    }
  }
  const law = new Float64Array(m);
  law[0] = 1;
  let total = 1;
  for (let j = 1; j < m; j++) {
    for (let i = 0; i < j; i++) law[j]! += law[i]! * A[i * m + j]!;
    total += law[j]!;
  }
  return law.map((weight) => weight / total);
}

function generalizedStationaryLaw(name: string, T: Float64Array, one: Float64Array): Float64Array {
  const n = one.length;
  const transposed = new Float64Array(n * n); // (I - T + |1><1|)'
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) transposed[j * n + i] = (i === j ? 1 : 0) - T[i * n + j]! + one[i]! * one[j]!;
  }
  try {
    return solve(createTensor(transposed, [n, n]), createTensor(one, [n, 1])).data;
  } catch (error) {
    throw new RangeError(`stationaryLaw: ${name} must have one stationary law, got several (give an initialBelief)`, {
      cause: error,
    });
  }
}
