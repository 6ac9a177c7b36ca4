import type { Tensor } from "@beliefscope/tensor";
import type { Random } from "@beliefscope/tensor/random";
import { checkKind } from "../check-kind.ts";
import { checkProper } from "../check-proper.ts";
import { checkTokens, type SequenceOptions } from "../check-tokens.ts";
import { type ExpectedTransitions, sumTransitions } from "./expected-transitions.ts";
import { checkFreeParameters, type FreeParameters } from "./free-parameters.ts";
import type { Hmm } from "../hmm.ts";
import { rescaleRows } from "./rescale-rows.ts";
import { stationaryLaw } from "../stationary-law.ts";

/** What `baumWelch` takes besides the start and the tokens. */
export type BaumWelchOptions = SequenceOptions &
  FreeParameters & {
    /** Updates at most, from each start; default 500. */
    readonly maxIterations?: number;
    /** A climb ends when an update gains less than this, in nats a token; default 1e-7. */
    readonly tolerance?: number;
    /** Pseudo-count of each free transition, in [0, 10^12]: the Dirichlet(1 + prior) prior of the rows; default 0. */
    readonly prior?: number;
    /** Further climbs, from random transitions and beliefs with the same zeros; restart k draws from `random.split(k)`. */
    readonly restarts?: { readonly count: number; readonly random: Random };
    /** Called after each update. */
    readonly onProgress?: (progress: BaumWelchProgress) => void;
    /** An AbortSignal; it is looked at before each update. */
    readonly signal?: { readonly aborted: boolean };
  };

/** Where a fit stands: start 0 is the given process, start k the k-th restart. */
export type BaumWelchProgress = {
  readonly start: number;
  readonly iteration: number;
  readonly logLikelihood: number;
};

/** What `baumWelch` finds: the end of the best of its climbs. */
export type BaumWelchFit = {
  readonly hmm: Hmm;
  /** log P(tokens) in nats before and after each update, shape [iterations + 1]. */
  readonly logLikelihood: Float64Array;
  /** What the updates climb: logLikelihood + prior · sum of log T over the free transitions; it never falls. */
  readonly objective: Float64Array;
  /** Updates made. */
  readonly iterations: number;
  readonly stopReason: "converged" | "maxIterations" | "aborted";
  /** Which start led here: 0 is the given process, k the k-th restart. */
  readonly start: number;
};

/** Counts beside this drown in rounding. */
const MOST_PRIOR = 1e12;

/** How long a climb may keep other work waiting, in ms. */
const PATIENCE = 50;

/**
 * Fits a process to tokens by Baum-Welch (expectation maximisation), in labelled form.
 *
 *   T[token, from, to] <- (expected count of the step + prior) / (sum over token and to of the same)
 *   initialBelief <- mean smoothed belief before the first token
 *
 * No update lowers the objective. What it finds is a local maximum: give several starts. Transitions of probability 0 keep
 * it, so the zeros of the start are the structure of the fit; a token that never occurs gets probability 0, or more
 * if there is a prior; a row that no sequence visits stays. A process that emits on departure or arrival does not stay in
 * that form: the transitions of each token are fitted freely.
 *
 * With `initialBelief: "stationary"` the start follows the transitions, whose update ignores that it does; one that would
 * lower the objective for it is not made, and the climb has converged.
 *
 * Between updates other work gets its turn, so that an abort can arrive; an aborted fit returns what it has.
 *
 * @param initial A proper HMM: where to start, and which transitions there are.
 * @param tokens Shape [batch, position].
 * @param options.lengths Tokens of each sequence, shape [batch]; default: all positions.
 * @param options.fixed Shape [token, from, to]; transitions at entries other than 0 stay as they are.
 * @param options.initialBelief "learned" (default), "stationary", or "given": as in `initial`.
 * @throws RangeError if the process is generalized (its states have no probabilities), an option or token is out of range,
 *   a token impossible under `initial` (an ImpossibleTokenError), or the start "stationary" where there are several
 *   stationary laws.
 * @example
 * const words = padTokens([[0, 1, 0, 0], [1, 0]]);
 * const fit = await baumWelch(coin({ p: 0.9 }), words.tokens, { lengths: words.lengths });
 * fit.hmm.labeledTransitions; // ≈ [0.6666667, 0.3333333]
 * fit.stopReason; // => "converged"
 * @see Baum, Petrie, Soules & Weiss 1970; Dempster, Laird & Rubin 1977, "Maximum likelihood from incomplete data via the
 *   EM algorithm"
 */
export async function baumWelch(
  initial: Hmm,
  tokens: Tensor<Int32Array>,
  options: BaumWelchOptions = {},
): Promise<BaumWelchFit> {
  const { restarts, signal } = options;
  checkProper("baumWelch", "initial", initial);
  checkOptions(initial, options);
  const [, , lengths] = checkTokens("baumWelch", initial, tokens, options.lengths);
  let best = await climb(withStart(initial, options, initial.initialBelief), 0, tokens, lengths, options);
  for (let start = 1; start <= (restarts?.count ?? 0) && best.stopReason !== "aborted"; start++) {
    const fit = await climb(
      randomStart(initial, options, restarts!.random.split(start)),
      start,
      tokens,
      lengths,
      options,
    );
    if (fit.objective.at(-1)! > best.objective.at(-1)!) best = fit;
    if (signal?.aborted) best = { ...best, stopReason: "aborted" };
  }
  return best;
}

async function climb(
  from: Hmm,
  start: number,
  tokens: Tensor<Int32Array>,
  lengths: Int32Array,
  options: BaumWelchOptions,
): Promise<BaumWelchFit> {
  const { maxIterations = 500, tolerance = 1e-7, prior = 0, fixed, onProgress, signal } = options;
  const numTokens = lengths.reduce((sum, count) => sum + count, 0);
  let hmm = from;
  let expected = sumTransitions("baumWelch", hmm, tokens, lengths);
  const logLikelihood = [expected.logLikelihood];
  const objective = [expected.logLikelihood + logPrior(hmm, prior, fixed)];
  let stopReason: BaumWelchFit["stopReason"] | null = null;
  let rested = -Infinity; // other work may wait since before this climb
  while (stopReason === null) {
    const iteration = logLikelihood.length;
    if (Date.now() - rested > PATIENCE) {
      await nextTask();
      rested = Date.now();
    }
    if (signal?.aborted) stopReason = "aborted";
    else if (iteration > maxIterations) stopReason = "maxIterations";
    else {
      const updated = maximize(hmm, expected, options);
      const next = sumTransitions("baumWelch", updated, tokens, lengths);
      const nextObjective = next.logLikelihood + logPrior(updated, prior, fixed);
      const gain = nextObjective - objective.at(-1)!;
      if (gain >= 0) {
        [hmm, expected] = [updated, next];
        logLikelihood.push(next.logLikelihood);
        objective.push(nextObjective);
        onProgress?.({ start, iteration, logLikelihood: next.logLikelihood });
      }
      if (gain <= tolerance * numTokens) stopReason = "converged";
    }
  }
  return {
    hmm,
    logLikelihood: Float64Array.from(logLikelihood),
    objective: Float64Array.from(objective),
    iterations: logLikelihood.length - 1,
    stopReason,
    start,
  };
}

/** The M-step. */
function maximize(hmm: Hmm, expected: ExpectedTransitions, options: BaumWelchOptions): Hmm {
  const { prior = 0, fixed } = options;
  const weights = expected.transitions.data.map((count) => count + prior);
  const sequences = expected.initialStates.reduce((sum, count) => sum + count, 0);
  const learned = sequences > 0 ? expected.initialStates.map((count) => count / sequences) : hmm.initialBelief;
  return withStart({ ...hmm, labeledTransitions: rescaleRows(hmm, weights, fixed) }, options, learned);
}

/** Log-normal weights for all that is free to change, the zeros kept. */
function randomStart(initial: Hmm, options: BaumWelchOptions, random: Random): Hmm {
  const weights = initial.labeledTransitions.map(() => Math.exp(random.normal()));
  const belief = initial.initialBelief.map((entry) => (entry > 0 ? Math.exp(random.normal()) : 0));
  const total = belief.reduce((sum, entry) => sum + entry, 0);
  const labeledTransitions = rescaleRows(initial, weights, options.fixed);
  return withStart(
    { ...initial, labeledTransitions },
    options,
    belief.map((entry) => entry / total),
  );
}

/** The process with the initial belief that the options ask for. */
function withStart(hmm: Hmm, options: BaumWelchOptions, learned: Float64Array): Hmm {
  const { initialBelief = "learned" } = options;
  if (initialBelief === "given") return hmm;
  return { ...hmm, initialBelief: initialBelief === "learned" ? learned : stationaryLaw(hmm) };
}

function logPrior(hmm: Hmm, prior: number, fixed?: Uint8Array): number {
  if (prior === 0) return 0;
  const free = hmm.labeledTransitions.filter((probability, index) => probability > 0 && !fixed?.[index]);
  return prior * free.reduce((sum, probability) => sum + Math.log(probability), 0);
}

function checkOptions(initial: Hmm, options: BaumWelchOptions): void {
  const { maxIterations = 0, tolerance = 0, prior = 0 } = options;
  const restarts: unknown = options.restarts; // callers without types may hand over a number
  if (restarts !== undefined && (typeof restarts !== "object" || restarts === null)) {
    throw new TypeError(`baumWelch: restarts must be {count, random}, got ${JSON.stringify(restarts)}`);
  }
  if (options.restarts)
    checkKind("baumWelch", "restarts.random", "a Random, as of createRandom", options.restarts.random);
  for (const [name, value] of Object.entries({ maxIterations, "restarts.count": options.restarts?.count ?? 0 })) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`baumWelch: ${name} must be a non-negative integer, got ${value}`);
    }
  }
  for (const [name, value] of Object.entries({ tolerance, prior })) {
    if (!(value >= 0 && value < Infinity)) {
      throw new RangeError(`baumWelch: ${name} must be a non-negative number, got ${value}`);
    }
  }
  if (prior > MOST_PRIOR) throw new RangeError(`baumWelch: prior must be at most ${MOST_PRIOR}, got ${prior}`);
  checkFreeParameters("baumWelch", initial, options);
}

/** Ends when the event loop has seen to all else that waits; both Node and browsers have the timer. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

declare function setTimeout(resume: () => void, milliseconds: number): unknown;
