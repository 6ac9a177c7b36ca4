import { stationaryStart, type WordEnsemble } from "@beliefscope/belief";
import { type Hmm, tokenLaw } from "@beliefscope/hmm-core";
import type { Tensor } from "@beliefscope/tensor";
import { matmul } from "@beliefscope/tensor/linalg";
import type { Random } from "@beliefscope/tensor/random";
import { exactOrSampledEnsemble, withoutRoot } from "./ensemble-rows.ts";
import { type ExpectedLoss, expectedLoss, logOf } from "./expected-loss.ts";

/** What is true of a process on an ensemble of words: what everything else is measured against. Row i is prefix i + 1. */
export type Truth = {
  readonly hmm: Hmm;
  readonly ensemble: WordEnsemble;
  /** Word probabilities, shape [prefix]. */
  readonly weights: Float64Array;
  /** Optimal beliefs, shape [prefix, state]. */
  readonly beliefs: Tensor;
  /** Next-token laws, shape [prefix, token]. */
  readonly laws: Tensor;
  /** The law of the first token, shape [token]. */
  readonly priorLaw: Float64Array;
  /** Stationary frequencies of the tokens, shape [token]. */
  readonly tokenFrequencies: Float64Array;
  readonly optimal: ExpectedLoss;
};

/** Computes the truth on all words of a length, or on a seeded sample if there are too many. */
export function truthOf(hmm: Hmm, length: number, random: Random): Truth {
  return truthOn(hmm, exactOrSampledEnsemble(hmm, length, random));
}

/** Computes the truth on a given ensemble. */
export function truthOn(hmm: Hmm, ensemble: WordEnsemble): Truth {
  const { beliefs, probability } = ensemble.prefixes;
  const readout = tokenLaw(hmm);
  const nodeLaws = matmul(beliefs, readout);
  const laws = withoutRoot(nodeLaws);
  return {
    hmm,
    ensemble,
    weights: probability.subarray(1),
    beliefs: withoutRoot(beliefs),
    laws,
    priorLaw: nodeLaws.data.subarray(0, hmm.numTokens),
    tokenFrequencies: matmul({ shape: [1, hmm.numStates], data: stationaryStart(hmm) }, readout).data,
    optimal: expectedLoss(ensemble, laws, logOf(laws)),
  };
}
