import type { Tensor } from "@beliefscope/tensor";
import type { Objective } from "@beliefscope/tensor/optimize";
import type { Random } from "@beliefscope/tensor/random";
import type { AttentionModel } from "../attention-model.ts";
import { contentMixer } from "./content-mixer.ts";
import { fixedMixer } from "./fixed-mixer.ts";
import type { PatternKind } from "./pattern-family.ts";
import type { PredictionTask } from "./prediction-task.ts";
import { softmaxRegret } from "./softmax-regret.ts";

/**
 * A family of one-layer attention models that read out logits.
 *
 *   x_t = sum_head sum_{s <= t} A_head[t, s] e_head(token_s) [+ r(token_t)] [+ c]
 *   logits_t = norm(x_t) O' + bias
 *
 * Sums run from a start token (BOS) at s = -1, with a vector of its own. Without a norm O is the identity and c the bias; e and
 * r are free vectors.
 */
export type AttentionFamily = {
  /**
   * How the patterns A may look.
   *
   * - `free`: every entry by itself, of any sign.
   * - `softmax`: rows of a softmax: entries positive.
   * - `toeplitz`: A[t, s] depends on t - s only; a convolution.
   * - `decays`: A is made by a linear recurrence with as many poles as heads, real, negative or in complex pairs.
   * - `tokens`: softmax of scores between tokens.
   * - `tokens and positions`: softmax of scores between tokens and positions.
   */
  readonly pattern: PatternKind | "tokens" | "tokens and positions";
  /** Default 1. */
  readonly heads?: number;
  /** Whether a position adds a vector r of its own token, default false. */
  readonly residual?: boolean;
  /** Default "none". */
  readonly norm?: AttentionModel["norm"];
};

/** A family on a task: the exact regret as a function of flat parameters. */
export type AttentionObjective = {
  readonly numParameters: number;
  readonly start: (random: Random) => Float64Array;
  readonly objective: Objective;
  readonly model: (parameters: Float64Array) => AttentionModel;
};

/** Keeps the norm from dividing by zero; the same as in `runAttention`. */
const EPSILON = 1e-12;

/**
 * The exact regret of a family on a task, with its gradient.
 *
 * Parameters: those of the heads, then r [token, width], c [width], O' [width, token] (as far as the family has them), bias.
 */
export function attentionObjective(task: PredictionTask, family: AttentionFamily): AttentionObjective {
  const { pattern, heads = 1, residual = false, norm = "none" } = family;
  const { numTokens, length, lastToken, weights } = task;
  const hasNorm = norm !== "none";
  // with a norm only inner products of the vectors count: as many dimensions as there are vectors are enough
  const width = hasNorm ? numTokens * (residual ? heads + 1 : heads) + 1 : numTokens;
  const mixer =
    pattern === "tokens" || pattern === "tokens and positions"
      ? contentMixer(task, pattern === "tokens and positions", heads, width)
      : fixedMixer(task, pattern, heads, width);
  const residualAt = mixer.numParameters;
  const offsetAt = residualAt + (residual ? numTokens * width : 0);
  const unembeddingAt = offsetAt + (hasNorm ? width : 0);
  const biasAt = unembeddingAt + (hasNorm ? width * numTokens : 0);
  const numParameters = biasAt + numTokens;

  const numNodes = weights.length;
  const streams = new Float64Array(numNodes * width);
  const streamGradient = new Float64Array(numNodes * width);
  const logits = new Float64Array(numNodes * numTokens);
  const logitGradient = new Float64Array(numNodes * numTokens);
  const scales = new Float64Array(numNodes);
  const perEntry = norm === "rms" ? width : 1;

  const objective: Objective = (parameters, gradient) => {
    mixer.mix(parameters.subarray(0, residualAt), streams);
    const bias = parameters.subarray(biasAt);
    const unembedding = parameters.subarray(unembeddingAt, biasAt);
    for (let node = 1; node < numNodes; node++) {
      const at = node * width;
      if (residual) {
        const own = residualAt + lastToken[node]! * width;
        for (let i = 0; i < width; i++) streams[at + i]! += parameters[own + i]!;
      }
      const out = node * numTokens;
      if (!hasNorm) {
        for (let x = 0; x < numTokens; x++) logits[out + x] = streams[at + x]! + bias[x]!;
        continue;
      }
      let squares = 0;
      for (let i = 0; i < width; i++) {
        const value = streams[at + i]! + parameters[offsetAt + i]!;
        streams[at + i] = value;
        squares += value * value;
      }
      const scale = 1 / Math.sqrt(squares / perEntry + EPSILON);
      scales[node] = scale;
      for (let x = 0; x < numTokens; x++) logits[out + x] = bias[x]!;
      for (let i = 0; i < width; i++) {
        const normalized = streams[at + i]! * scale;
        streams[at + i] = normalized;
        for (let x = 0; x < numTokens; x++) logits[out + x]! += normalized * unembedding[i * numTokens + x]!;
      }
    }

    const regret = softmaxRegret(task, logits, logitGradient);

    gradient.fill(0);
    for (let node = 1; node < numNodes; node++) {
      const at = node * width;
      const out = node * numTokens;
      for (let x = 0; x < numTokens; x++) gradient[biasAt + x]! += logitGradient[out + x]!;
      if (hasNorm) {
        let along = 0;
        for (let i = 0; i < width; i++) {
          const normalized = streams[at + i]!;
          const row = unembeddingAt + i * numTokens;
          let sum = 0;
          for (let x = 0; x < numTokens; x++) {
            const g = logitGradient[out + x]!;
            sum += g * parameters[row + x]!;
            gradient[row + x]! += g * normalized;
          }
          streamGradient[at + i] = sum;
          along += sum * normalized;
        }
        along /= perEntry;
        for (let i = 0; i < width; i++) {
          const g = (streamGradient[at + i]! - along * streams[at + i]!) * scales[node]!;
          streamGradient[at + i] = g;
          gradient[offsetAt + i]! += g;
        }
      } else {
        for (let x = 0; x < numTokens; x++) streamGradient[at + x] = logitGradient[out + x]!;
      }
      if (residual) {
        const own = residualAt + lastToken[node]! * width;
        for (let i = 0; i < width; i++) gradient[own + i]! += streamGradient[at + i]!;
      }
    }
    mixer.pullBack(parameters.subarray(0, residualAt), streamGradient, gradient.subarray(0, residualAt));
    return regret;
  };

  return {
    numParameters,
    objective,
    start: (random) => {
      const parameters = Float64Array.from({ length: numParameters }, () => random.normal());
      parameters.set(mixer.start(random));
      parameters.fill(0, biasAt);
      return parameters;
    },
    model: (parameters) => {
      const symbols = numTokens + (mixer.usesPositions ? length : 0);
      const skip = new Float64Array(symbols * width);
      skip.set(parameters.subarray(residualAt, offsetAt));
      return {
        numTokens,
        length,
        embedding: oneHots(numTokens, mixer.usesPositions ? length : 0),
        layers: [
          {
            heads: mixer.heads(parameters.subarray(0, residualAt)),
            skip: residual ? { shape: [symbols, width], data: skip } : null,
            bias: hasNorm ? parameters.slice(offsetAt, unembeddingAt) : new Float64Array(width),
          },
        ],
        norm,
        unembedding: hasNorm
          ? { shape: [width, numTokens], data: parameters.slice(unembeddingAt, biasAt) }
          : oneHots(numTokens, 0),
        bias: parameters.slice(biasAt),
        readout: { kind: "logits" },
      };
    },
  };
}

/** One-hot tokens, shape [token, token]; or with one-hot positions behind them, [position, token, token + position]. */
function oneHots(numTokens: number, positions: number): Tensor {
  if (positions === 0) {
    const data = Float64Array.from({ length: numTokens ** 2 }, (_, k) => (k % (numTokens + 1) === 0 ? 1 : 0));
    return { shape: [numTokens, numTokens], data };
  }
  const width = numTokens + positions;
  const data = new Float64Array(positions * numTokens * width);
  for (let row = 0; row < positions * numTokens; row++) {
    data[row * width + (row % numTokens)] = 1;
    data[row * width + numTokens + Math.floor(row / numTokens)] = 1;
  }
  return { shape: [positions, numTokens, width], data };
}
