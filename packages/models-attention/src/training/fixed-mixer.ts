import type { AttentionHead } from "../attention-model.ts";
import type { Mixer } from "./mixer.ts";
import { patternFamily, type PatternKind } from "./pattern-family.ts";
import type { PredictionTask } from "./prediction-task.ts";
import { prefixSums, pullBackPrefixSums } from "./prefix-sums.ts";

/**
 * Heads with fixed patterns. For each row t of the patterns they are one table of what a token at a position adds,
 *
 *   table_t[s, x] = sum_head M_head[t, s] values_head[x]
 *
 * whatever the number of heads. Parameters: those of the patterns, then the values, shape [head, token, width].
 */
export function fixedMixer(task: PredictionTask, kind: PatternKind, heads: number, width: number): Mixer {
  const { numTokens, length, levelStart, weights } = task;
  const family = patternFamily(kind, heads, length);
  const patternSize = length * length;
  const valueSize = numTokens * width;
  const patterns = new Float64Array(heads * patternSize);
  const patternGradient = new Float64Array(heads * patternSize);
  const table = new Float64Array(length * valueSize);
  const tableGradient = new Float64Array(length * valueSize);
  const sums = new Float64Array(weights.length * width);
  const numParameters = family.numParameters + heads * valueSize;

  return {
    numParameters,
    usesPositions: false,
    start: (random) => {
      const parameters = Float64Array.from({ length: numParameters }, () => random.normal());
      parameters.set(family.start(random));
      return parameters;
    },
    mix: (parameters, streams) => {
      family.write(parameters.subarray(0, family.numParameters), patterns);
      const values = parameters.subarray(family.numParameters);
      for (let t = 0; t < length; t++) {
        table.fill(0, 0, (t + 1) * valueSize);
        for (let head = 0; head < heads; head++) {
          for (let s = 0; s <= t; s++) {
            const weight = patterns[head * patternSize + t * length + s]!;
            for (let i = 0; i < valueSize; i++) table[s * valueSize + i]! += weight * values[head * valueSize + i]!;
          }
        }
        prefixSums(task, t + 1, table, width, sums);
        const [from, to] = [levelStart[t + 1]! * width, levelStart[t + 2]! * width];
        streams.set(sums.subarray(from, to), from);
      }
    },
    pullBack: (parameters, streamGradient, gradient) => {
      const values = parameters.subarray(family.numParameters);
      const valueGradient = gradient.subarray(family.numParameters);
      gradient.fill(0);
      for (let t = 0; t < length; t++) {
        const [from, to] = [levelStart[t + 1]! * width, levelStart[t + 2]! * width];
        sums.set(streamGradient.subarray(from, to), from);
        pullBackPrefixSums(task, t + 1, sums, width, tableGradient);
        for (let head = 0; head < heads; head++) {
          for (let s = 0; s <= t; s++) {
            const weight = patterns[head * patternSize + t * length + s]!;
            let along = 0;
            for (let i = 0; i < valueSize; i++) {
              along += tableGradient[s * valueSize + i]! * values[head * valueSize + i]!;
              valueGradient[head * valueSize + i]! += weight * tableGradient[s * valueSize + i]!;
            }
            patternGradient[head * patternSize + t * length + s] = along;
          }
        }
      }
      family.pullBack(
        parameters.subarray(0, family.numParameters),
        patterns,
        patternGradient,
        gradient.subarray(0, family.numParameters),
      );
    },
    heads: (parameters) => {
      const written = new Float64Array(heads * patternSize);
      family.write(parameters.subarray(0, family.numParameters), written);
      return Array.from({ length: heads }, (_, head): AttentionHead => {
        const first = family.numParameters + head * valueSize;
        const pattern = written.slice(head * patternSize, (head + 1) * patternSize);
        return {
          attention: { kind: "fixed", pattern: { shape: [length, length], data: pattern } },
          values: { shape: [numTokens, width], data: parameters.slice(first, first + valueSize) },
        };
      });
    },
  };
}
