import {
  beliefDimension,
  type BeliefDimension,
  entropyRate,
  excessEntropy,
  kalmanFilter,
  meanOptimalLossBounds,
  mixedStatePresentation,
  optimalLossByTokensRead,
  stationaryStart,
  statisticalComplexity,
} from "@beliefscope/belief";
import { factorTransitionEmission, type Hmm, transitionMatrix } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { type Complex, eigenvalues } from "@beliefscope/tensor/linalg";
import { createRandom } from "@beliefscope/tensor/random";

/** Multiplications for the losses, at most. */
const WORK = 5e8;
/** Beyond so many states eigenvalues and Riccati equations take more than a second or two. */
const MOST_FOR_EIGENVALUES = 256;
const MOST_FOR_FILTER = 128;

/** Of the runs that dimensions and exponents are sampled from: the same numbers each time. */
const SEED = 1;

/** The numbers that say what a process is. Matrices as nested arrays, in nats. */
export type ProcessFacts = {
  readonly name: string;
  readonly tokens: readonly string[];
  readonly states: readonly string[];
  /** [token][from][to] */
  readonly labeledTransitions: readonly (readonly (readonly number[])[])[];
  /** [from][to], summed over tokens. */
  readonly transition: readonly (readonly number[])[];
  /** [state][token], where the process factors into a transition and an emission matrix; else null, as is `emitOn`. */
  readonly emission: readonly (readonly number[])[] | null;
  readonly emitOn: "departure" | "arrival" | null;
  readonly stationary: readonly number[];
  readonly initialBelief: readonly number[];
  /** Of the transition matrix, by falling modulus; null, with the reason, where it is too large. */
  readonly eigenvalues: readonly Complex[] | null;
  readonly eigenvaluesReason?: string;
  readonly entropyRate: {
    readonly lower: number | null;
    readonly upper: number;
    /** The middle of the bounds (the upper one where there is no lower). */
    readonly nats: number;
    readonly exact: boolean;
    readonly method: string;
    /** Why there is no lower bound, where there is none. */
    readonly reason?: string;
  };
  /** What the past tells of the future, between certified bounds. */
  readonly excessEntropy: {
    readonly lower: number;
    readonly upper: number | null;
    readonly method: string;
    readonly reason?: string;
  };
  /** How many beliefs the process leads to, in the long run and in all; null where there is no end of them. */
  readonly mixedStates: { readonly recurrent: number | null; readonly total: number | null; readonly reason?: string };
  /**
   * How many dimensions the beliefs fill, as a measure and as a set, and how fast they come together. `seed` is that of the
   * sampled numbers; an exponent of null is minus infinity, which JSON has no number for.
   */
  readonly dimension: Omit<BeliefDimension, "lyapunov"> & {
    readonly lyapunov:
      readonly { readonly nats: number | null; readonly error: number; readonly kind: string }[] | null;
    readonly seed: number;
  };
  readonly statisticalComplexity: { readonly nats: number | null; readonly reason: string | null };
  /** The best stationary filter with a fixed memory: its poles, and what it adds for each token, [token][state]. */
  readonly bestFilter: {
    readonly poles: readonly Complex[] | null;
    readonly gainSteady: readonly (readonly number[])[] | null;
    readonly reason?: string;
  };
  /** For k = 0 … length - 1; where the words are too many, as far as they are not, with bounds of the mean. */
  readonly optimalLoss: {
    readonly length: number;
    readonly mean: number | null;
    readonly byTokensRead: readonly number[];
    /** Null where the process does not start stationary, and without lower bound where it is generalized. */
    readonly meanBounds?: { readonly lower: number | null; readonly upper: number } | null;
    readonly reason?: string;
  };
};

/**
 * Computes what `beliefscope process` shows of a process, in some seconds: what would take longer is null, or as much as
 * there is, with the reason.
 *
 * @param options.length L, from 1 to 100 000: the optimal loss is given for k = 0 … L - 1 tokens read.
 * @throws RangeError if the length is out of range, or a generalized HMM is no process.
 * @example
 * const { stationary, emitOn, optimalLoss } = processFacts(mess3({ x: 0.05, a: 0.85 }), { length: 8 });
 * stationary; // ≈ [0.3333333, 0.3333333, 0.3333333]
 * emitOn; // => "arrival"
 * optimalLoss.mean; // ≈ 0.842918722
 */
export function processFacts(hmm: Hmm, { length }: { readonly length: number }): ProcessFacts {
  const { numStates, numTokens } = hmm;
  const transition = transitionMatrix(hmm);
  const factors = factorTransitionEmission(hmm);
  if (!Number.isInteger(length) || length < 1 || length > 100_000) {
    throw new RangeError(`processFacts: length must be an integer in [1, 100000], got ${length}`);
  }
  return {
    name: hmm.name,
    tokens: hmm.tokenNames ?? Array.from({ length: numTokens }, (_, x) => String(x)),
    states: hmm.stateNames ?? Array.from({ length: numStates }, (_, s) => `S${s}`),
    labeledTransitions: Array.from({ length: numTokens }, (_, x) =>
      nested(hmm.labeledTransitions.subarray(x * numStates ** 2, (x + 1) * numStates ** 2), numStates),
    ),
    transition: nested(transition.data, numStates),
    emission: factors ? nested(factors.emission.data, numTokens) : null,
    emitOn: factors?.emitOn ?? null,
    stationary: Array.from(stationaryStart(hmm)),
    initialBelief: Array.from(hmm.initialBelief),
    ...spectrum(transition),
    entropyRate: rate(hmm),
    excessEntropy: excess(hmm),
    mixedStates: mixedStates(hmm),
    dimension: dimension(hmm),
    statisticalComplexity: complexity(hmm),
    bestFilter: bestFilter(hmm),
    optimalLoss: optimalLoss(hmm, length),
  };
}

function spectrum(transition: Tensor): Pick<ProcessFacts, "eigenvalues" | "eigenvaluesReason"> {
  if (transition.shape[0]! > MOST_FOR_EIGENVALUES) {
    return { eigenvalues: null, eigenvaluesReason: `more than ${MOST_FOR_EIGENVALUES} states` };
  }
  return { eigenvalues: eigenvalues(transition).toSorted((a, b) => Math.hypot(...b) - Math.hypot(...a)) };
}

function optimalLoss(hmm: Hmm, length: number): ProcessFacts["optimalLoss"] {
  const byTokensRead = Array.from(optimalLossByTokensRead(hmm, length - 1, { maxWork: WORK }));
  const found = byTokensRead.length;
  if (found === length) {
    return { length, mean: byTokensRead.reduce((sum, loss) => sum + loss, 0) / length, byTokensRead };
  }
  const reason = `the words of ${found} tokens lead to too many beliefs`;
  return { length, mean: null, byTokensRead, meanBounds: meanBounds(hmm, length), reason };
}

function meanBounds(hmm: Hmm, length: number): { lower: number | null; upper: number } | null {
  if (stationaryStart(hmm) !== hmm.initialBelief) return null;
  const { lower, upper } = meanOptimalLossBounds(hmm, [0, length - 1]);
  return { lower, upper };
}

function rate(hmm: Hmm): ProcessFacts["entropyRate"] {
  const { length, method, ...found } = entropyRate(hmm);
  const summed = length === null ? `entropy of the next token over ${method}` : `${method} after ${length} tokens`;
  return { ...found, method: summed, ...(found.lower === null && { reason: noHiddenStates }) };
}

const noHiddenStates = "a generalized process has no hidden states to condition on";

function excess(hmm: Hmm): ProcessFacts["excessEntropy"] {
  const { lower, upper, length } = excessEntropy(hmm);
  const method = `block entropies up to ${length} tokens`;
  return { lower, upper, method, ...(upper === null && { reason: noHiddenStates }) };
}

function mixedStates(hmm: Hmm): ProcessFacts["mixedStates"] {
  const perBelief = hmm.numTokens * hmm.numStates ** 2;
  const maxStates = Math.max(1, Math.min(1000, Math.floor(WORK / perBelief)));
  const { beliefs, closed, recurrentClass, stationary } = mixedStatePresentation(hmm, { maxStates });
  if (recurrentClass && stationary) {
    return { recurrent: stationary.filter((share) => share > 0).length, total: beliefs.shape[0]! };
  }
  const reason = closed ? "beliefs converge without becoming equal" : `more than ${beliefs.shape[0]!} beliefs`;
  return { recurrent: null, total: null, reason };
}

function dimension(hmm: Hmm): ProcessFacts["dimension"] {
  const { lyapunov, ...dimensions } = beliefDimension(hmm, { random: createRandom(SEED) });
  const exponents = lyapunov?.map(({ nats, error, kind }) => ({ nats: nats === -Infinity ? null : nats, error, kind }));
  return { ...dimensions, lyapunov: exponents ?? null, seed: SEED };
}

function complexity(hmm: Hmm): ProcessFacts["statisticalComplexity"] {
  const { nats, reason } = statisticalComplexity(hmm);
  return { nats, reason };
}

function bestFilter(hmm: Hmm): ProcessFacts["bestFilter"] {
  if (hmm.numStates > MOST_FOR_FILTER) {
    return { poles: null, gainSteady: null, reason: `more than ${MOST_FOR_FILTER} states` };
  }
  try {
    const { poles, tokenVectors } = kalmanFilter(hmm, { readout: "linear" });
    return { poles, gainSteady: nested(tokenVectors, hmm.numStates) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { poles: null, gainSteady: null, reason: error.message };
  }
}

function nested(data: Float64Array, columns: number): number[][] {
  return Array.from({ length: data.length / columns }, (_, row) =>
    Array.from(data.subarray(row * columns, (row + 1) * columns)),
  );
}
