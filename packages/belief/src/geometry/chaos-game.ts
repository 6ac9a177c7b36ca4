import { checkKind, type Hmm } from "@beliefscope/hmm-core";
import type { Random } from "@beliefscope/tensor/random";
import type { BeliefCloud } from "./belief-cloud.ts";
import { walkBeliefs } from "./walk-beliefs.ts";

/** Of all beliefs: 1 GiB. */
const MAX_ENTRIES = 2 ** 27;
const MAX_READ = 2 ** 30;

/** A chaos game: how long, and by which law its tokens are drawn. */
export type ChaosGameOptions = {
  /** Points of the cloud, at least 1. */
  readonly points: number;
  readonly random: Random;
  /** Tokens read before the first point, at least 0, default 1000. */
  readonly burnIn?: number;
  /** Tokens from one point to the next, at least 1, default 1; more of them make the points nearly independent. */
  readonly stride?: number;
  /** "process" (default): its own law. "uniform": each possible token alike. */
  readonly tokens?: "process" | "uniform";
  /** With uniform tokens only, in [0, 1], default 0: 0 shows the geometry, 1 the natural measure. */
  readonly beta?: number;
  /** With uniform tokens only: how many of a point's last tokens weigh it, at least 1, default 8. */
  readonly window?: number;
};

/**
 * The cloud of the beliefs along one long run from the initial belief: the chaos game of the random maps b -> b T[x] / P(x | b).
 *
 *   tokens "process":  every point weighs the same; their law is the time spent at each belief, the natural measure
 *   tokens "uniform":  weight_t ~ (prod over the last `window` tokens of P(x | b) · choices(b))^beta
 *
 * choices(b) is the number of tokens that b allows. Uniform tokens show the support of the measure, rare places too; at beta
 * = 1 a point weighs what makes the law of its last `window` tokens that of the process. A process of several recurrent
 * classes stays in the one that its run falls into.
 *
 * @returns The cloud, its points in the order of the run, and the tokens read, those of the burn-in first and the last point's
 *   last, shape [burnIn + stride (points - 1) + 1]. The same seed draws the same tokens from all processes that allow all.
 * @throws RangeError if an option is out of range, or beta or window come with the tokens of the process.
 * @example
 * const { beliefs, weights } = chaosGame(mess3(), { points: 2000, random: createRandom(1) });
 * beliefs.shape; // => [2000, 3]
 * weights[0]; // => 0.0005
 * @see Barnsley 1988, "Fractals everywhere"; Jurgens & Crutchfield 2021, arXiv:2102.10487
 */
export function chaosGame(hmm: Hmm, options: ChaosGameOptions): BeliefCloud & { readonly tokens: Int32Array } {
  checkKind("chaosGame", "options", "an object", options);
  checkKind("chaosGame", "random", "a Random, as of createRandom", options.random);
  const { points, random, burnIn = 1000, stride = 1, tokens = "process", beta = 0, window = 8 } = options;
  for (const [name, value, least] of [
    ["points", points, 1],
    ["burnIn", burnIn, 0],
    ["stride", stride, 1],
    ["window", window, 1],
  ] as const) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(`chaosGame: ${name} must be an integer of at least ${least}, got ${value}`);
    }
  }
  const read = burnIn + stride * (points - 1) + 1;
  if (points * hmm.numStates > MAX_ENTRIES || read > MAX_READ) {
    throw new RangeError(
      `chaosGame: points must be fewer (1 GiB of beliefs, 2^30 tokens read), got ${points} of ${hmm.numStates} states, ${stride} tokens apart`,
    );
  }
  if (!(beta >= 0 && beta <= 1)) throw new RangeError(`chaosGame: beta must be in [0, 1], got ${beta}`);
  if (tokens === "process" && (options.beta ?? options.window) !== undefined) {
    throw new RangeError('chaosGame: beta and window must come with tokens "uniform", got "process"');
  }
  const { numStates } = hmm;
  const data = new Float64Array(points * numStates);
  const logWeights = new Float64Array(points);
  const tokensRead = new Int32Array(read);
  const recent = new Float64Array(window); // log likelihoods, the oldest overwritten
  walkBeliefs(hmm, { tokens, random }, ({ belief, token, probability, choices }, index) => {
    tokensRead[index] = token;
    recent[index % window] = Math.log(probability * choices);
    const point = (index - burnIn) / stride;
    if (point < 0 || !Number.isInteger(point)) return true;
    data.set(belief, point * numStates);
    if (beta > 0) logWeights[point] = beta * recent.reduce((sum, log) => sum + log, 0);
    return point < points - 1;
  });
  return {
    beliefs: { shape: [points, numStates], data },
    weights: normalizedExponentials(logWeights),
    tokens: tokensRead,
    weighting:
      tokens === "process"
        ? { kind: "time in the process", burnIn }
        : { kind: "likelihood^beta of uniform tokens", beta, window, burnIn },
  };
}

function normalizedExponentials(logs: Float64Array): Float64Array {
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logs.map((log) => Math.exp(log - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
