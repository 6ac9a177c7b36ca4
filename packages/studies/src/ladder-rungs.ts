import {
  filterPredictions,
  type FixedFilter,
  kalmanFilter,
  kgramLaws,
  runFilterOnEnsemble,
  stationaryStart,
  type WordEnsemble,
  zetaFilter,
} from "@beliefscope/belief";
import type { Hmm } from "@beliefscope/hmm-core";
import {
  type AttentionFamily,
  type AttentionModel,
  fitLinearLogits,
  fitLinearProbabilities,
  type PredictionTask,
  runAttention,
  trainAttention,
} from "@beliefscope/models-attention";
import { runSelective, selectiveFromHmm } from "@beliefscope/models-ssm";
import type { Tensor } from "@beliefscope/tensor";
import { type Complex, matmul } from "@beliefscope/tensor/linalg";
import type { Random } from "@beliefscope/tensor/random";
import { withoutRoot } from "./ensemble-rows.ts";
import { readWords } from "./read-words.ts";
import type { Truth } from "./truth.ts";
import { wienerPredictions } from "./wiener-predictions.ts";

/** What a rung is built from. */
export type RungInput = {
  readonly truth: Truth;
  readonly task: PredictionTask;
  readonly random: Random;
  readonly onFraction: (fraction: number) => void;
};

/** A predictor at every prefix but the empty one. */
export type Rung = {
  /** Laws of the next token, shape [prefix, token]. */
  readonly predictions: Tensor;
  /** What it computes just before its readout, shape [prefix, any]. */
  readonly features: Tensor;
  /** The numbers that were fitted or tabulated; 0 for a closed form. */
  readonly params: number;
  readonly poles?: readonly Complex[];
  /** How many starts it is the best of; absent where the result is exact. */
  readonly starts?: number;
  /** No predictor of the rung's kind has less regret, in nats; where that was proved. */
  readonly lowerBound?: number;
  /** The largest entry of the regret's gradient where training ended. */
  readonly gradientNorm?: number;
};

const trained = {
  free: { pattern: "free" },
  softmax: { pattern: "softmax" },
  toeplitz: { pattern: "toeplitz" },
  exp1: { pattern: "decays" },
  exp2: { pattern: "decays", heads: 2 },
  norm: { pattern: "softmax", norm: "rms" },
  normres: { pattern: "softmax", norm: "rms", residual: true },
  qk: { pattern: "tokens and positions" },
  qkres: { pattern: "tokens and positions", residual: true },
} as const satisfies Record<string, AttentionFamily>;

const train =
  (family: AttentionFamily) =>
  ({ truth, task, random, onFraction }: RungInput): Rung => {
    const { model, numParameters, starts, poles, gradientNorm } = trainAttention(task, family, {
      random,
      onStart: onFraction,
    });
    return { ...attentionRung(model, truth), params: numParameters, starts, gradientNorm, ...(poles && { poles }) };
  };

/**
 * The rungs in the order of the ladder, each by the function that builds it. One that does not apply to a process throws a
 * RangeError that says why.
 */
export const ladderRungs = {
  kgram1: kgram(1),
  kgram2: kgram(2),
  kgram3: kgram(3),
  kgram4: kgram(4),
  kgram5: kgram(5),
  free: train(trained.free),
  softmax: train(trained.softmax),
  toeplitz: train(trained.toeplitz),
  exp1: train(trained.exp1),
  exp2: train(trained.exp2),
  full: ({ truth, task }) => {
    const { model, numParameters, lowerBound, gradientNorm } = fitLinearLogits(task);
    return { ...attentionRung(model, truth), params: numParameters, lowerBound, gradientNorm };
  },
  lsprob: ({ truth, task }) => {
    const { model, numParameters } = fitLinearProbabilities(task);
    return { ...attentionRung(model, truth), params: numParameters };
  },
  norm: train(trained.norm),
  normres: train(trained.normres),
  "lin-prob": ({ truth }) => filterRung(zetaFilter(truth.hmm, { readout: "linear" }), truth.ensemble),
  "lin-logit": ({ truth }) => linearisedLogits(truth),
  kalman: ({ truth }) => filterRung(kalmanFilter(truth.hmm, { readout: "log" }), truth.ensemble),
  zeta: ({ truth }) => filterRung(zetaFilter(truth.hmm, { readout: "log" }), truth.ensemble),
  "kalman-linear": ({ truth }) => {
    const filter = stationaryFilter(truth.hmm);
    return filter ? filterRung(filter, truth.ensemble) : { ...wienerPredictions(truth), params: 0 };
  },
  qk: train(trained.qk),
  qkres: train(trained.qkres),
  selective: ({ truth }) => {
    const model = selectiveFromHmm(truth.hmm);
    return {
      ...readWords(truth.ensemble, (words) => {
        const { states, predictions } = runSelective(model, words);
        return { features: states, predictions };
      }),
      params: 0,
    };
  },
} satisfies Record<string, (input: RungInput) => Rung>;

/** The name of a rung. */
export type RungId = keyof typeof ladderRungs;

function attentionRung(model: AttentionModel, { ensemble }: Truth): Pick<Rung, "predictions" | "features"> {
  return readWords(ensemble, (words) => {
    const { normalized, predictions } = runAttention(model, words);
    return { features: normalized, predictions };
  });
}

function filterRung(filter: FixedFilter, ensemble: WordEnsemble): Rung {
  const claims = withoutRoot(runFilterOnEnsemble(filter, ensemble));
  return { predictions: filterPredictions(filter, claims), features: claims, params: 0, poles: filter.poles };
}

/** The best stationary filter, if there is one. */
function stationaryFilter(hmm: Hmm): FixedFilter | null {
  try {
    return kalmanFilter(hmm, { readout: "linear" });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The linearised update with a readout of logits: the first-order change of each log-probability from the stationary one,
 *
 *   logit(x) = log mu(x) + (p(x) - mu(x)) / mu(x),   p = claim · P(token | state) of the zeta filter
 */
function linearisedLogits({ hmm, ensemble, tokenFrequencies: mu }: Truth): Rung {
  const filter = zetaFilter(hmm, { readout: "linear" });
  const claims = withoutRoot(runFilterOnEnsemble(filter, ensemble));
  const raw = matmul(claims, { shape: [hmm.numStates, hmm.numTokens], data: filter.tokenLaw });
  const V = hmm.numTokens;
  const shares = raw.data.map((p, i) => {
    const frequency = mu[i % V]!;
    return frequency > 0 ? frequency * Math.exp(p / frequency - 1) : 0;
  });
  const predictions = shares.map((share, i) => {
    const row = i - (i % V);
    let total = 0;
    for (let x = row; x < row + V; x++) total += shares[x]!;
    return share / total;
  });
  return { predictions: { shape: raw.shape, data: predictions }, features: raw, params: 0, poles: filter.poles };
}

/** The laws given the last k - 1 tokens (all, while they are fewer). */
function kgram(k: number): (input: RungInput) => Rung {
  return ({ truth: { hmm, ensemble, laws } }) => {
    if (stationaryStart(hmm) !== hmm.initialBelief) {
      throw new RangeError(`kgram${k}: the process must start stationary, got ${hmm.name}, whose k-gram laws change`);
    }
    const contexts = contextNodes(ensemble, k - 1);
    const V = hmm.numTokens;
    const unigram = kgramLaws(hmm, 1).laws.data;
    const data = new Float64Array(laws.data.length);
    for (let row = 0; row < laws.shape[0]!; row++) {
      const context = contexts[row + 1]!;
      const law = context === 0 ? unigram : laws.data.subarray((context - 1) * V, context * V);
      data.set(law, row * V);
    }
    const predictions = { shape: laws.shape, data };
    return { predictions, features: predictions, params: kgramLaws(hmm, k).probability.length * (V - 1) };
  };
}

/** For each prefix, the node of its last tokens, `count` of them at most. */
function contextNodes({ prefixes, numTokens }: WordEnsemble, count: number): Int32Array {
  const { parent, lastToken, length } = prefixes;
  const child = new Int32Array(parent.length * numTokens);
  for (let node = 1; node < parent.length; node++) child[parent[node]! * numTokens + lastToken[node]!] = node;
  const shorter = new Int32Array(parent.length); // the first token taken off
  const contexts = new Int32Array(parent.length);
  for (let node = 1; node < parent.length; node++) {
    if (length[node]! > 1) shorter[node] = child[shorter[parent[node]!]! * numTokens + lastToken[node]!]!;
    contexts[node] = length[node]! <= count ? node : contexts[shorter[node]!]!;
  }
  return contexts;
}
