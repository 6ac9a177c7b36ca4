import { checkKind, type Hmm, stationaryLaw } from "@beliefscope/hmm-core";
import type { Random } from "@beliefscope/tensor/random";
import { chaosGame } from "./chaos-game.ts";
import { cloudDimensions } from "./cloud-dimensions.ts";
import { type DimensionEstimate, knownDimension, unknownDimension } from "./dimension-estimate.ts";
import { lyapunovDimension } from "./lyapunov-dimension.ts";
import { lyapunovExponents, type LyapunovExponents, type RateEstimate } from "./lyapunov-exponents.ts";
import { mixedStatePresentation } from "../mixed-states/mixed-state-presentation.ts";
import { supportDimension } from "./support-dimension.ts";
import { tokenImagesApart } from "./token-images-apart.ts";

/** Beyond this many states the frame of exponents takes minutes. */
const MAX_STATES = 32;
/** Multiplications that the run for exponents, the cloud and the search for boxes may each take. */
const WORK = 3e8;
/** Tokens from one sampled belief to the next. */
const STRIDE = 8;

/** How many dimensions the beliefs of a process fill, as a measure and as a set. */
export type BeliefDimension = {
  /** D_1 by entropy rate and Lyapunov exponents; `upperBoundOnly` where equality is not certain. */
  readonly information: DimensionEstimate & { readonly upperBoundOnly: boolean };
  /** D_1 as the distances of sampled beliefs show it. */
  readonly measuredInformation: DimensionEstimate;
  /** D_2 as the distances of sampled beliefs show it. */
  readonly correlation: DimensionEstimate;
  /** D_0 of the set of all beliefs that can come, however improbable. */
  readonly support: DimensionEstimate;
  /** Falling, in nats per token; null where `information` has no value. */
  readonly lyapunov: readonly RateEstimate[] | null;
  /** Whether beliefs whose last tokens differ come to lie in the same places. */
  readonly overlap: "none" | "certain" | "undecided";
};

/**
 * The dimensions of the beliefs of the stationary process: what the loss sees (D_1, D_2: weighted by probability) and what the
 * eye sees (D_0: the support); D_2 <= D_1 <= D_0.
 *
 * D_1 is the Lyapunov dimension, an upper bound; certain to be exact where the images of the beliefs under different tokens
 * lie apart and the maps are of one dimension or similarities, and where beliefs are finitely or countably many (0). Images
 * apart and maps in more dimensions: equality but for special processes, as products of two, hence still "upper bound only".
 * Finite: a closed mixed-state presentation, from the stationary start or (as for unifilar processes) from a known state
 * that is then not lost. Countable: some word wipes out all that came before.
 *
 * @param options.random The stream that runs are drawn from.
 * @param options.points Sampled beliefs for D_1 and D_2, at least 1, default 20 000.
 * @returns The estimates; values are null with the reason where the process has several recurrent classes, over 32 states, or
 *   distances don't tell.
 * @throws RangeError if points is out of range.
 * @example
 * const { information, overlap } = beliefDimension(cantor({ s: 3 }), { random: createRandom(1) });
 * information.value; // ≈ 0.6309298
 * information.upperBoundOnly; // => false
 * overlap; // => "none"
 * @see Jurgens & Crutchfield 2021, arXiv:2102.10487
 */
export function beliefDimension(
  hmm: Hmm,
  options: { readonly random: Random; readonly points?: number },
): BeliefDimension {
  checkKind("beliefDimension", "options", "an object", options);
  checkKind("beliefDimension", "random", "a Random, as of createRandom", options.random);
  const { random, points = 20_000 } = options;
  const start = oneStationaryLaw(hmm);
  if (start === null) return unknown("several recurrent classes, each with beliefs of its own");
  if (hmm.numStates > MAX_STATES) return unknown(`more than ${MAX_STATES} states`);

  const { numStates, numTokens } = hmm;
  const affordable = (perStep: number, least: number, most: number): number =>
    Math.min(most, Math.max(least, Math.floor(WORK / perStep)));
  const tokens = affordable(numStates ** 3 + numStates * numTokens, 10_000, 100_000);
  const lyapunov = lyapunovExponents(hmm, { random: random.split(0), tokens });
  const { exponents } = lyapunov;
  if (hasFinitelyManyBeliefs(hmm, start, exponents)) {
    const none = knownDimension(0, "finitely many beliefs");
    return {
      information: { ...none, upperBoundOnly: false },
      measuredInformation: none,
      correlation: none,
      support: none,
      lyapunov: exponents,
      overlap: "undecided",
    };
  }
  const support = supportDimension(hmm, { maxBoxes: affordable(numStates ** 2 * numTokens, 1000, 100_000) });
  if (exponents.every(({ nats }) => nats === -Infinity)) {
    const none = knownDimension(0, "countably many beliefs");
    const information = { ...none, upperBoundOnly: false };
    return {
      information,
      measuredInformation: none,
      correlation: none,
      support,
      lyapunov: exponents,
      overlap: "undecided",
    };
  }
  const overlap = overlapOf(hmm, lyapunov);
  const stride = affordable(points * numStates * (numStates + numTokens), 1, STRIDE);
  const cloud = chaosGame({ ...hmm, initialBelief: start }, { points, stride, random: random.split(1) });
  const measured = cloudDimensions(cloud);
  return {
    information: formula(lyapunov, overlap),
    measuredInformation: measured.information,
    correlation: measured.correlation,
    support,
    lyapunov: exponents,
    overlap,
  };
}

function oneStationaryLaw(hmm: Hmm): Float64Array | null {
  try {
    return stationaryLaw(hmm);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function unknown(reason: string): BeliefDimension {
  const none = (method: string): DimensionEstimate => unknownDimension(method, reason);
  return {
    information: { ...none("Lyapunov dimension"), upperBoundOnly: false },
    measuredInformation: none("distances"),
    correlation: none("distances"),
    support: none("boxes"),
    lyapunov: null,
    overlap: "undecided",
  };
}

/**
 * Whether the beliefs of the long run are a finite set: those from the stationary start, or those from a known hidden state if
 * all exponents are negative. (A belief b of unknown start and the one of a known start s differ by at most sum_r w_r / w_s
 * |b_r - b_s|, the w their likelihoods: what the derivative along the run from s does to the differences of states.)
 */
function hasFinitelyManyBeliefs(hmm: Hmm, start: Float64Array, exponents: readonly RateEstimate[]): boolean {
  const isFinite = (initialBelief: Float64Array): boolean =>
    mixedStatePresentation({ ...hmm, initialBelief }).stationary !== null;
  if (isFinite(start)) return true;
  const first = exponents[0];
  if (hmm.rightVector || first === undefined || !(first.nats + 5 * first.error < 0)) return false;
  const likeliest = start.indexOf(start.reduce((a, b) => Math.max(a, b)));
  return isFinite(start.map((_, state) => (state === likeliest ? 1 : 0)));
}

function overlapOf(hmm: Hmm, { sum, entropyRate }: LyapunovExponents): BeliefDimension["overlap"] {
  // Images that lie apart cannot hold more volume in all than what they are images of.
  if (sum.lower !== null && entropyRate.nats - entropyRate.error + sum.lower > 1e-9) return "certain";
  return tokenImagesApart(hmm) ? "none" : "undecided";
}

/** The Lyapunov dimension, with the errors of what goes into it added up as if they conspired. */
function formula(
  { exponents, entropyRate }: LyapunovExponents,
  overlap: BeliefDimension["overlap"],
): BeliefDimension["information"] {
  const nats = exponents.map((exponent) => exponent.nats);
  const value = lyapunovDimension(entropyRate.nats, nats);
  const shifted = (sign: 1 | -1): number =>
    lyapunovDimension(
      Math.max(entropyRate.nats + sign * entropyRate.error, 0),
      exponents.map((exponent) => exponent.nats + sign * exponent.error).sort((a, b) => b - a),
    );
  const areSimilarities = exponents.every(({ nats, kind }) => kind === "exact" && nats === exponents[0]!.nats);
  return {
    value,
    error: (shifted(1) - shifted(-1)) / 2,
    method: "Lyapunov dimension",
    reason: null,
    fitRange: null,
    upperBoundOnly: overlap !== "none" || !(exponents.length === 1 || areSimilarities),
  };
}
