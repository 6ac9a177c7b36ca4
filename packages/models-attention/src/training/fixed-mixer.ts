import type { AttentionHead } from "../attention-model.ts";
import type { Mixer } from "./mixer.ts";
import { patternFamily, type PatternKind } from "./pattern-family.ts";
import type { PredictionTask } from "./prediction-task.ts";
import { prefixSums, pullBackPrefixSums } from "./prefix-sums.ts";

/**
 * Heads with fixed patterns. For each row t of the patterns they are one table of what a token at a position adds, and one
 * vector that the start token adds,
 *
 *   table_t[s, x] = sum_head M_head[t, s] values_head[x],   start_t = sum_head M_head[t, start] values_head[start]
 *
 * whatever the number of heads. Parameters: those of the patterns, then the values, shape [head, symbol, width], where the
 * symbols are the tokens, then the start if the patterns have one.
 */
export function fixedMixer(task: PredictionTask, kind: PatternKind, heads: number, width: number): Mixer {
  const { numTokens, length, levelStart, weights } = task;
  const family = patternFamily(kind, heads, length);
  const row = length + 1;
  const patternSize = length * row;
  const tokenSize = numTokens * width;
  const valueSize = tokenSize + (family.hasStart ? width : 0);
  const patterns = new Float64Array(heads * patternSize);
  const patternGradient = new Float64Array(heads * patternSize);
  const table = new Float64Array(length * tokenSize);
  const tableGradient = new Float64Array(length * tokenSize);
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
        table.fill(0, 0, (t + 1) * tokenSize);
        sums.fill(0, 0, width);
        for (let head = 0; head < heads; head++) {
          const entry = head * patternSize + t * row;
          const value = head * valueSize;
          for (let i = tokenSize; i < valueSize; i++) sums[i - tokenSize]! += patterns[entry]! * values[value + i]!;
          for (let s = 0; s <= t; s++) {
            const weight = patterns[entry + 1 + s]!;
            for (let i = 0; i < tokenSize; i++) table[s * tokenSize + i]! += weight * values[value + i]!;
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
          const entry = head * patternSize + t * row;
          const value = head * valueSize;
          let onStart = 0;
          for (let i = tokenSize; i < valueSize; i++) {
            onStart += sums[i - tokenSize]! * values[value + i]!;
            valueGradient[value + i]! += patterns[entry]! * sums[i - tokenSize]!;
          }
          patternGradient[entry] = onStart;
          for (let s = 0; s <= t; s++) {
            const weight = patterns[entry + 1 + s]!;
            let along = 0;
            for (let i = 0; i < tokenSize; i++) {
              along += tableGradient[s * tokenSize + i]! * values[value + i]!;
              valueGradient[value + i]! += weight * tableGradient[s * tokenSize + i]!;
            }
            patternGradient[entry + 1 + s] = along;
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
      const head = (weight: (t: number, s: number) => number, values: Float64Array): AttentionHead => {
        const pattern = new Float64Array(length * length);
        for (let t = 0; t < length; t++) for (let s = 0; s <= t; s++) pattern[t * length + s] = weight(t, s);
        return {
          attention: { kind: "fixed", pattern: { shape: [length, length], data: pattern } },
          values: { shape: [numTokens, width], data: values },
        };
      };
      return Array.from({ length: heads }, (_, h) => {
        const entry = (t: number, s: number): number => written[h * patternSize + t * row + 1 + s]!;
        const first = family.numParameters + h * valueSize;
        const onTokens = head(entry, parameters.slice(first, first + tokenSize));
        if (!family.hasStart) return [onTokens];
        // the start is seen through the first position, whatever token stands there
        const startValues = new Float64Array(tokenSize);
        for (let i = 0; i < tokenSize; i++) startValues[i] = parameters[first + tokenSize + (i % width)]!;
        return [onTokens, head((t, s) => (s === 0 ? entry(t, -1) : 0), startValues)];
      }).flat();
    },
  };
}
