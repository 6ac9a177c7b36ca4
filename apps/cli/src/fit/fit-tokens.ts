import {
  baumWelch,
  type BaumWelchFit,
  type FreeParameters,
  type Hmm,
  hmmToJson,
  type HmmJson,
  type Identification,
  identifyProcess,
  type InformationCriteria,
  informationCriteria,
  padTokens,
  stationaryLaw,
} from "@beliefscope/hmm-core";
import { createRandom } from "@beliefscope/tensor/random";

/** How to fit. */
export type FitOptions = {
  readonly restarts: number;
  readonly seed: number;
  readonly prior: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly initial: NonNullable<FreeParameters["initialBelief"]>;
};

/** What a fit found, as plain data. */
export type FitResults = InformationCriteria & {
  readonly numSequences: number;
  readonly numTokens: number;
  /** log P(tokens), nats. */
  readonly logLikelihood: number;
  readonly natsPerToken: number;
  readonly iterations: number;
  readonly stopReason: BaumWelchFit["stopReason"];
  /** The start that led here: 0 is the given process, k the k-th restart. */
  readonly start: number;
  /** Where each start led: its last log-likelihood, in order; a start that made no update is not listed. */
  readonly starts: readonly { readonly start: number; readonly iterations: number; readonly logLikelihood: number }[];
  /**
   * Which registered process it is, or the nearest, started from its stationary law if it has one (a start that was learned
   * from few sequences says little); null where the process is too large to tell quickly.
   */
  readonly identification: Identification | null;
  readonly hmm: HmmJson;
};

/** Padding more than this many tokens is refused, if most of it is padding. */
const MOST_PADDED = 2 ** 26;
/** More states or tokens take seconds to identify. */
const MOST_IDENTIFIED = 16;

/**
 * Fits a process to sequences of tokens, from a start and restarts.
 *
 * @param onProgress Told after each update how far the whole fit is, in [0, 1], and where it stands.
 * @throws RangeError if the sequences are too unequal in length to lie in one tensor, or as `baumWelch` does.
 */
export async function fitTokens(
  start: Hmm,
  sequences: readonly Int32Array[],
  { restarts, seed, prior, maxIterations, tolerance, initial }: FitOptions,
  onProgress: (fraction: number, start: number, detail: string) => void,
  signal: AbortSignal,
): Promise<FitResults> {
  const numTokens = sequences.reduce((sum, tokens) => sum + tokens.length, 0);
  const longest = sequences.reduce((length, tokens) => Math.max(length, tokens.length), 0);
  if (longest * sequences.length > Math.max(MOST_PADDED, 2 * numTokens)) {
    throw new RangeError(
      `fit: sequences must be of similar lengths (they are padded to the longest), got ${numTokens} tokens in ${sequences.length} sequences, one of ${longest}`,
    );
  }
  const { tokens, lengths } = padTokens(sequences);
  const starts: { start: number; iterations: number; logLikelihood: number }[] = [];
  const fit = await baumWelch(start, tokens, {
    lengths,
    prior,
    maxIterations,
    tolerance,
    initialBelief: initial,
    restarts: { count: restarts, random: createRandom(seed) },
    signal,
    onProgress({ start: index, iteration, logLikelihood }) {
      if (starts.at(-1)?.start === index) starts.pop();
      starts.push({ start: index, iterations: iteration, logLikelihood });
      const fraction = (index + iteration / maxIterations) / (restarts + 1);
      onProgress(fraction, index, `update ${iteration}, ${(-logLikelihood / numTokens).toFixed(6)} nats a token`);
    },
  });
  const logLikelihood = fit.logLikelihood.at(-1)!;
  const isLarge = Math.max(fit.hmm.numStates, fit.hmm.numTokens) > MOST_IDENTIFIED;
  return {
    numSequences: sequences.length,
    numTokens,
    logLikelihood,
    natsPerToken: -logLikelihood / numTokens,
    ...informationCriteria(start, logLikelihood, numTokens, { initialBelief: initial }),
    iterations: fit.iterations,
    stopReason: fit.stopReason,
    start: fit.start,
    starts,
    identification: isLarge ? null : identifyProcess(started(fit.hmm)),
    hmm: hmmToJson(fit.hmm),
  };
}

/** The process from its stationary law; as it stands if it has several. */
function started(hmm: Hmm): Hmm {
  try {
    return { ...hmm, initialBelief: stationaryLaw(hmm) };
  } catch (error) {
    if (error instanceof RangeError) return hmm;
    throw error;
  }
}
