import type { Hmm } from "@beliefscope/hmm-core";
import type { Random } from "@beliefscope/tensor/random";
import { orthonormalize } from "./orthonormalize.ts";
import { walkBeliefs } from "./walk-beliefs.ts";

/** What a run saw, in nats per token, batch by batch. */
export type SampledExponents = {
  /** Directions that no token has wiped out. */
  readonly rank: number;
  /** The finite Lyapunov exponents, [batch][i], i < rank. */
  readonly exponents: readonly Float64Array[];
  /** -log P(token | tokens before), [batch][0]. */
  readonly surprise: readonly Float64Array[];
};

/**
 * Carries an orthonormal frame of belief differences along a run of the process, by the derivative of each token's map:
 *
 *   v -> (v T[x] - (v T[x] |1>) b') / P(x | b)
 *
 * and averages the logs of the lengths that QR takes out at each step. When a direction vanishes, the count starts again
 * with the others.
 *
 * @param process As `tangentCoordinates` returns.
 */
export function sampleExponents(
  process: Hmm,
  options: { readonly random: Random; readonly tokens: number; readonly burnIn: number; readonly batches: number },
): SampledExponents {
  const { numStates: size, labeledTransitions, rightVector } = process;
  const { random, tokens, burnIn, batches } = options;
  const dimension = size - 1;
  const one = rightVector![dimension]!;
  let frame = new Float64Array(dimension * size);
  for (let i = 0; i < dimension; i++) frame[i * size + i] = 1;
  let pushed = new Float64Array(dimension * size);
  const sizes = new Float64Array(dimension);
  const logLengths = new Float64Array(dimension);
  const exponents = Array.from({ length: batches }, () => new Float64Array(dimension));
  const surprise = Array.from({ length: batches }, () => new Float64Array(1));
  const perBatch = Math.floor(tokens / batches);
  let rank = dimension;
  let counted = -burnIn;

  walkBeliefs(process, { tokens: "process", random }, ({ belief, token, probability }) => {
    const first = token * size * size;
    for (let i = 0; i < rank; i++) {
      let square = 0;
      for (let to = 0; to < size; to++) {
        let entry = 0;
        for (let from = 0; from < dimension; from++) {
          entry += frame[i * size + from]! * labeledTransitions[first + from * size + to]!;
        }
        pushed[i * size + to] = entry / probability;
        square += pushed[i * size + to]! ** 2;
      }
      sizes[i] = Math.sqrt(square);
      const mass = pushed[i * size + dimension]! * one;
      for (let to = 0; to < size; to++) pushed[i * size + to]! -= mass * belief[to]!;
    }
    const kept = orthonormalize(pushed, rank, size, sizes, logLengths);
    [frame, pushed] = [pushed, frame];
    if (kept < rank) {
      rank = kept;
      counted = Math.min(counted, 0);
      for (const sums of [...exponents, ...surprise]) sums.fill(0);
      return true;
    }
    if (counted >= 0) {
      const batch = Math.floor(counted / perBatch);
      for (let i = 0; i < rank; i++) exponents[batch]![i]! += logLengths[i]! / perBatch;
      surprise[batch]![0]! -= Math.log(probability) / perBatch;
    }
    counted++;
    return counted < perBatch * batches;
  });
  return { rank, exponents: exponents.map((batch) => batch.slice(0, rank)), surprise };
}
