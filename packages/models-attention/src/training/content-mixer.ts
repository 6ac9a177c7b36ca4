import type { AttentionHead } from "../attention-model.ts";
import type { Mixer } from "./mixer.ts";
import type { PredictionTask } from "./prediction-task.ts";
import { prefixSums, pullBackPrefixSums } from "./prefix-sums.ts";

/**
 * Softmax heads with a sink whose scores depend on what query and key read and, if asked, on where they stand:
 *
 *   score[t, s] = Q[q, k],   q, k = one-hot token (+ one-hot position)
 *   out = sum_s exp(score[t, s]) values[token_s] / (1 + sum_s exp(score[t, s]))
 *
 * For each query, a position and a token, numerator and denominator are sums over the prefix of one table. Parameters for
 * each head: Q, shape [symbol, symbol], with symbols the tokens, then the positions; then values, shape [token, width].
 */
export function contentMixer(task: PredictionTask, positions: boolean, heads: number, width: number): Mixer {
  const { numTokens, length, weights } = task;
  const symbols = numTokens + (positions ? length : 0);
  const scoreSize = symbols * symbols;
  const headSize = scoreSize + numTokens * width;
  const channels = width + 1; // the denominator, then the numerator
  const numNodes = weights.length;
  const sums = new Float64Array(numNodes * channels);
  const tableGradient = new Float64Array(length * numTokens * channels);
  const denominators = new Float64Array(heads * numNodes);
  const outputs = Array.from({ length: heads }, () => new Float64Array(numNodes * width));
  const tables = Array.from({ length: heads * length * numTokens }, (_, i) => {
    const t = Math.floor(i / numTokens) % length;
    return new Float64Array((t + 1) * numTokens * channels);
  });
  const children = childrenByToken(task);

  const score = (Q: Float64Array, query: number, t: number, key: number, s: number): number => {
    const byToken = Q[query * symbols + key]!;
    if (!positions) return byToken;
    const [row, column] = [(numTokens + t) * symbols, numTokens + s];
    return byToken + Q[query * symbols + column]! + Q[row + key]! + Q[row + column]!;
  };
  const addToScore = (Q: Float64Array, query: number, t: number, key: number, s: number, value: number): void => {
    Q[query * symbols + key]! += value;
    if (!positions) return;
    const [row, column] = [(numTokens + t) * symbols, numTokens + s];
    Q[query * symbols + column]! += value;
    Q[row + key]! += value;
    Q[row + column]! += value;
  };

  return {
    numParameters: heads * headSize,
    usesPositions: positions,
    start: (random) => {
      const parameters = new Float64Array(heads * headSize);
      for (let head = 0; head < heads; head++) {
        const Q = parameters.subarray(head * headSize, head * headSize + scoreSize);
        const slope = 1.5 * random.uniform();
        for (let i = 0; i < scoreSize; i++) Q[i] = 0.3 * random.normal();
        for (let t = 0; positions && t < length; t++) {
          for (let s = 0; s <= t; s++) Q[(numTokens + t) * symbols + numTokens + s]! -= slope * (t - s);
        }
        for (let i = scoreSize; i < headSize; i++) parameters[head * headSize + i] = 2 * random.normal();
      }
      return parameters;
    },
    mix: (parameters, streams) => {
      streams.fill(0);
      for (let head = 0; head < heads; head++) {
        const Q = parameters.subarray(head * headSize, head * headSize + scoreSize);
        const values = parameters.subarray(head * headSize + scoreSize, (head + 1) * headSize);
        const output = outputs[head]!;
        for (let t = 0; t < length; t++) {
          for (let query = 0; query < numTokens; query++) {
            const nodes = children[t]![query]!;
            const table = tables[(head * length + t) * numTokens + query]!;
            let top = 0;
            for (let s = 0; s <= t; s++) {
              for (let key = 0; key < numTokens; key++) {
                if (s < t || key === query) top = Math.max(top, score(Q, query, t, key, s));
              }
            }
            for (let s = 0; s <= t; s++) {
              for (let key = 0; key < numTokens; key++) {
                const weight = s < t || key === query ? Math.exp(score(Q, query, t, key, s) - top) : 0;
                const row = (s * numTokens + key) * channels;
                table[row] = weight;
                for (let i = 0; i < width; i++) table[row + 1 + i] = weight * values[key * width + i]!;
              }
            }
            sums.fill(0, 0, channels);
            prefixSums(task, t, table, channels, sums);
            const sink = Math.exp(-top);
            const own = (t * numTokens + query) * channels;
            for (const node of nodes) {
              const before = task.parent[node]! * channels;
              const denominator = sums[before]! + table[own]! + sink;
              denominators[head * numNodes + node] = denominator;
              for (let i = 0; i < width; i++) {
                const out = (sums[before + 1 + i]! + table[own + 1 + i]!) / denominator;
                output[node * width + i] = out;
                streams[node * width + i]! += out;
              }
            }
          }
        }
      }
    },
    pullBack: (parameters, streamGradient, gradient) => {
      gradient.fill(0);
      const ownGradient = new Float64Array(channels);
      for (let head = 0; head < heads; head++) {
        const values = parameters.subarray(head * headSize + scoreSize, (head + 1) * headSize);
        const scoreGradient = gradient.subarray(head * headSize, head * headSize + scoreSize);
        const valueGradient = gradient.subarray(head * headSize + scoreSize, (head + 1) * headSize);
        const output = outputs[head]!;
        for (let t = 0; t < length; t++) {
          for (let query = 0; query < numTokens; query++) {
            const table = tables[(head * length + t) * numTokens + query]!;
            sums.fill(0, task.levelStart[t]! * channels, task.levelStart[t + 1]! * channels);
            ownGradient.fill(0);
            for (const node of children[t]![query]!) {
              const before = task.parent[node]! * channels;
              const denominator = denominators[head * numNodes + node]!;
              let down = 0;
              for (let i = 0; i < width; i++) {
                const up = streamGradient[node * width + i]! / denominator;
                down -= up * output[node * width + i]!;
                ownGradient[1 + i]! += up;
                sums[before + 1 + i]! += up;
              }
              ownGradient[0]! += down;
              sums[before]! += down;
            }
            pullBackPrefixSums(task, t, sums, channels, tableGradient);
            tableGradient.fill(0, t * numTokens * channels, (t + 1) * numTokens * channels);
            tableGradient.set(ownGradient, (t * numTokens + query) * channels);
            for (let s = 0; s <= t; s++) {
              for (let key = 0; key < numTokens; key++) {
                const row = (s * numTokens + key) * channels;
                const weight = table[row]!;
                let along = tableGradient[row]!;
                for (let i = 0; i < width; i++) {
                  along += tableGradient[row + 1 + i]! * values[key * width + i]!;
                  valueGradient[key * width + i]! += weight * tableGradient[row + 1 + i]!;
                }
                if (weight > 0) addToScore(scoreGradient, query, t, key, s, weight * along);
              }
            }
          }
        }
      }
    },
    heads: (parameters) =>
      Array.from({ length: heads }, (_, head): AttentionHead => {
        const values = new Float64Array(symbols * width); // a position gives nothing
        values.set(parameters.subarray(head * headSize + scoreSize, (head + 1) * headSize));
        const queryKey = parameters.slice(head * headSize, head * headSize + scoreSize);
        return {
          attention: { kind: "content", queryKey: { shape: [symbols, symbols], data: queryKey }, sink: true },
          values: { shape: [symbols, width], data: values },
        };
      }),
  };
}

/** The nodes of each length t + 1, by their last token: [t][token]. */
function childrenByToken({ numTokens, length, levelStart, lastToken }: PredictionTask): Int32Array[][] {
  return Array.from({ length }, (_, t) =>
    Array.from({ length: numTokens }, (_, token) => {
      const level = Int32Array.from(
        { length: levelStart[t + 2]! - levelStart[t + 1]! },
        (_, i) => levelStart[t + 1]! + i,
      );
      return level.filter((node) => lastToken[node] === token);
    }),
  );
}
